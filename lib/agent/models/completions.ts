import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import type { BaseMessage } from '@langchain/core/messages'
import {
  type BaseChatOpenAIFields,
  ChatOpenAICompletions,
  type ChatOpenAICompletionsCallOptions,
  convertMessagesToCompletionsMessageParams,
} from '@langchain/openai'
import { CompletionReader } from './completion-reader'
import type { ModelFeatures } from './provider'
import { toTolerable } from './request-messages'
import { toToolSchemas } from './tool-schemas'

/**
 * LangChain's chat completions with an edge of our own: what is sent is what strict servers take, and what comes back is
 * read as tolerantly as can be. See `completion-reader.ts` and `request-messages.ts`.
 */
export class TolerantCompletions extends ChatOpenAICompletions {
  readonly #origin: string
  readonly #features: Pick<ModelFeatures, 'ownFields' | 'richSchemas'>

  /** @param origin Of the server: see `toOrigin`. */
  constructor(
    fields: BaseChatOpenAIFields,
    { origin, features }: { origin: string; features: Pick<ModelFeatures, 'ownFields' | 'richSchemas'> },
  ) {
    super(fields)
    this.#origin = origin
    this.#features = features
  }

  override invocationParams(
    options?: this['ParsedCallOptions'],
    extra?: { streaming?: boolean },
  ): ReturnType<ChatOpenAICompletions['invocationParams']> {
    const { tools, ...params } = super.invocationParams(options, extra)
    return { ...params, ...(tools && { tools: toToolSchemas(tools, { rich: this.#features.richSchemas }) }) }
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    const params = convertMessagesToCompletionsMessageParams({ messages, model: this.model })
    const request = {
      ...this.invocationParams(options, { streaming: true }),
      messages: toTolerable(params, messages, { origin: this.#origin, ...this.#features }),
      stream: true as const,
    }
    const reader = new CompletionReader({ offered: namesOf(options), origin: this.#origin })
    for await (const chunk of await this.completionWithRetry(request, options)) {
      // The client's types promise more than servers keep.
      yield* reader.push(chunk as object)
    }
    yield* reader.end()
  }
}

/** The tools of a request are in OpenAI's form, or LangChain's. */
const namesOf = ({ tools = [] }: ChatOpenAICompletionsCallOptions): Set<string> =>
  new Set(
    tools.flatMap((tool) => {
      if ('name' in tool && typeof tool.name === 'string') return [tool.name]
      const called = 'function' in tool ? tool.function : undefined
      return typeof called === 'object' && called !== null && 'name' in called ? [String(called.name)] : []
    }),
  )
