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
  /**
   * Within a run its messages go back as LangChain made them, since only LangChain knows what its provider has to be sent
   * again.
   */
  keepsMessages?: boolean
  /**
   * Puts a failure in words for the person who can mend it. Without it the failure is described for the operator of the server.
   */
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
