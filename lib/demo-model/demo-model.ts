import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from '@langchain/core/language_models/chat_models'
import { ChatModelStream } from '@langchain/core/language_models/stream'
import type { BaseMessage } from '@langchain/core/messages'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import { finalAnswerName } from '@/lib/agent/tools/final-answer'
import { readMessages } from './conversation'
import { toReply } from './reply'
import { streamReply } from './stream-reply'

type DemoCallOptions = BaseChatModelCallOptions & { tools?: BindToolsInput[] }

/**
 * A chat model that needs no key and no network. It works by rules: it reads the messages and the results of tools that
 * it is given, as any model would, and writes tool calls and answers token by token. Every figure and every fact in its
 * answers comes from a tool.
 */
export class DemoModel extends BaseChatModel<DemoCallOptions> {
  readonly #tokensPerSecond: number

  constructor({ tokensPerSecond = 40 }: { tokensPerSecond?: number } = {}) {
    super({})
    this.#tokensPerSecond = tokensPerSecond
  }

  override _llmType(): string {
    return 'demo'
  }

  override bindTools(tools: BindToolsInput[], kwargs: Partial<DemoCallOptions> = {}) {
    return this.withConfig({ ...kwargs, tools })
  }

  /** The one stream there is. LangChain makes the events of a stream out of these chunks. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    options.signal?.throwIfAborted()
    const names = new Set(options.tool_choice === 'none' ? [] : (options.tools ?? []).map(nameOf))
    yield* streamReply(toReply(readMessages(messages), names), {
      tokensPerSecond: this.#tokensPerSecond,
      inputTokens: Math.ceil(messages.reduce((chars, message) => chars + lengthOf(message), 0) / 4),
      hasAnswerTool: names.has(finalAnswerName),
      signal: options.signal,
    })
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const message = await new ChatModelStream(this._streamChatModelEvents(messages, options))
    return { generations: [{ message, text: message.text }] }
  }
}

/** Tools come as LangChain's own or in OpenAI's form. */
function nameOf(tool: BindToolsInput): string {
  const named: unknown = 'function' in tool ? tool.function : tool
  return typeof named === 'object' && named !== null && 'name' in named ? String(named.name) : ''
}

function lengthOf(message: BaseMessage): number {
  const calls = 'tool_calls' in message ? JSON.stringify(message.tool_calls ?? []).length : 0
  return message.text.length + calls
}
