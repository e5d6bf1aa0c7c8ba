import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { StructuredToolInterface } from '@langchain/core/tools'
import type { AppError } from '@/lib/protocol/error'
import type { ModelName } from '@/lib/protocol/event'
import type { ModelFeatures, StreamSigns } from './models/provider'
import { prompt, withImages } from './prompt'

/**
 * The model of one run: how to make it, and what its endpoint was found to take (shared by all runs of that model).
 * `modelId` is what its provider calls it, where that is not `name.id`.
 */
export type AgentModel = {
  name: ModelName
  modelId?: string
  features: ModelFeatures
  /** Its messages go back within a run as LangChain made them: nobody else knows what its provider wants to see again. */
  keepsMessages?: boolean
  /** A failure in the words of whoever can do something about it; for who runs the server it is said as it is. */
  explain?: (error: AppError) => AppError
  create: (features: ModelFeatures, signs?: Partial<StreamSigns>) => BaseChatModel | Promise<BaseChatModel>
}

/**
 * The agent: prompt | chat model with tools. `tool_choice: "any"` makes the model always call a tool, `final_answer`
 * among them; where the endpoint refuses that, the model is left free and may answer in plain text.
 */
export async function createAgent(model: AgentModel, tools: StructuredToolInterface[], signs: Partial<StreamSigns> = {}) {
  const { features } = model
  const chatModel = await model.create(features, signs)
  if (!chatModel.bindTools) throw new Error(`The chat model "${model.name.id}" cannot bind tools.`)
  return prompt.pipe(withImages).pipe(
    chatModel.bindTools(tools, {
      ...(features.forcedTools && { tool_choice: 'any' }),
      ...(features.parallelToolCalls && { parallel_tool_calls: true }),
    }),
  )
}
