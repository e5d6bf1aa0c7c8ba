import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import type { BaseMessage } from '@langchain/core/messages'
import { type BaseChatOpenAIFields, ChatOpenAIResponses, type OpenAIClient } from '@langchain/openai'
import type { Effort } from '@/lib/protocol/model-offer'
import type { ModelFeatures, StreamSigns } from './provider'
import { toResponsesInput } from './responses-input'
import { type ResponsesEvent, ResponsesReader } from './responses-reader'
import { toParameters } from './tool-schemas'

export type ResponsesOptions = {
  /** See `toOrigin`. */
  origin: string
  /** The model thinks before it answers. */
  thinks: boolean
  effort: Effort | undefined
  features: ModelFeatures
  signs: Partial<StreamSigns>
}

/**
 * OpenAI's Responses API, by which its models tell what they think, in summaries. Nothing is stored there (`store: false`): what a
 * model has thought comes back encrypted, is kept with the run, and goes back to it with the results of its calls.
 * @see https://platform.openai.com/docs/api-reference/responses
 */
export class ThinkingResponses extends ChatOpenAIResponses {
  readonly #options: ResponsesOptions

  constructor(fields: BaseChatOpenAIFields, options: ResponsesOptions) {
    super(fields)
    this.#options = options
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    const { origin, signs, features } = this.#options
    const { tool_choice: _, tools, ...params } = this.invocationParams(options)
    const request = {
      ...params,
      ...(tools && { tools: tools.map((tool) => inTerms(tool, { rich: features.richSchemas })) }),
      stream: true as const,
      store: false,
      // LangChain leaves out what is no name of a tool.
      ...(options.tool_choice === 'any' && { tool_choice: 'required' as const }),
      ...this.#thinking(),
    }
    const reader = new ResponsesReader(origin)
    const ask = (from: string) => this.completionWithRetry({ ...request, input: toResponsesInput(messages, from) }, options)
    const answer = ask(origin).catch((error: unknown) => {
      if (!isForeignThought(error)) throw error
      return ask('')
    })
    for await (const event of await answer) {
      signs.alive?.()
      // Newer events than the client's types know may come.
      yield* reader.push(event as ResponsesEvent)
    }
    yield* reader.end()
  }

  #thinking(): object {
    const { thinks, effort, features } = this.#options
    if (!thinks || !features.reasoning) return {}
    const reasoning = {
      ...(features.summaries && { summary: 'auto' }),
      ...(effort && features.effort && { effort }),
    }
    return { include: ['reasoning.encrypted_content'], ...(Object.keys(reasoning).length > 0 && { reasoning }) }
  }
}

const inTerms = (tool: OpenAIClient.Responses.Tool, how: { rich: boolean }): OpenAIClient.Responses.Tool =>
  tool.type === 'function' && tool.parameters ? { ...tool, parameters: toParameters(tool.parameters, how) } : tool

/** What was thought under the key of another organisation cannot be read there: the run is gone on with without. */
const isForeignThought = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'invalid_encrypted_content'
