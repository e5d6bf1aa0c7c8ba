import { convertToOpenAITool } from '@langchain/core/utils/function_calling'
import type { AgentDescription } from '@/lib/protocol/agent-description'
import { system } from './prompt'
import type { Tool } from './tools/define-tool'
import { finalAnswer } from './tools/final-answer'

/** The prompt and the tools, as the model is given them. */
export const describeAgent = (tools: readonly Tool[]): AgentDescription => ({
  system,
  tools: [...tools.map(({ binding }) => binding), finalAnswer].map((binding) => {
    const { name, description = '', parameters = {} } = convertToOpenAITool(binding).function
    return { name, description, parameters }
  }),
})
