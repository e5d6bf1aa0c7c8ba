import { randomUUID } from 'node:crypto'
import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from '@langchain/core/language_models/chat_models'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { ChatModelStream } from '@langchain/core/language_models/stream'
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'
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

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    options.signal?.throwIfAborted()
    const names = new Set(options.tool_choice === 'none' ? [] : (options.tools ?? []).map(nameOf))
    yield* streamReply(toReply(readMessages(messages), names), {
      tokensPerSecond: this.#tokensPerSecond,
      inputTokens: Math.ceil(messages.reduce((chars, message) => chars + lengthOf(message), 0) / 4),
      answerTool: names.has(finalAnswerName) ? finalAnswerName : undefined,
      messageId: randomUUID().slice(0, 8),
      signal: options.signal,
    })
  }

  /** For `stream()`: the same events as chunks that can be added up. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const event of this._streamChatModelEvents(messages, options)) {
      const message = toChunk(event)
      if (message) yield new ChatGenerationChunk({ message, text: message.text })
    }
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const message = await new ChatModelStream(this._streamChatModelEvents(messages, options))
    return { generations: [{ message, text: message.text }] }
  }
}

function toChunk(event: ChatModelStreamEvent): AIMessageChunk | undefined {
  const withCall = (chunk: { id?: string; name?: string; args: string; index: number }) =>
    new AIMessageChunk({ content: '', tool_call_chunks: [{ type: 'tool_call_chunk', ...chunk }] })
  switch (event.event) {
    case 'content-block-start': {
      const { content, index } = event
      if (content.type !== 'tool_call_chunk') return undefined
      return withCall({ id: String(content['id']), name: String(content['name']), args: '', index })
    }
    case 'content-block-delta':
      if (event.delta.type === 'text-delta') return new AIMessageChunk(event.delta.text)
      return event.delta.type === 'tool-call-delta' ? withCall({ args: event.delta.args, index: event.index }) : undefined
    case 'message-finish': {
      const { input_tokens = 0, output_tokens = 0, total_tokens = 0 } = event.usage ?? {}
      // Set afterwards: the constructor's own type leaves no room for it.
      return Object.assign(new AIMessageChunk(''), {
        usage_metadata: { input_tokens, output_tokens, total_tokens },
        response_metadata: { finish_reason: event.reason },
      })
    }
    default:
      return undefined
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
