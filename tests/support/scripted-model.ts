import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import { BaseChatModel, type BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { AIMessage, type AIMessageChunk, type BaseMessage } from '@langchain/core/messages'
import type { ChatResult } from '@langchain/core/outputs'
import type { Runnable } from '@langchain/core/runnables'

/** One model turn: what it writes, in order; a function is awaited in between (to hold the model, or to fail). */
export type ScriptedTurn = (Written | (() => void | Promise<void>))[]
type Written =
  | { say: string }
  | { think: string }
  | { call: string; args: string; id?: string; index?: number }
  | { more: number; args: string }
  | { finish: string | undefined }

export const say = (text: string): ScriptedTurn => [{ say: text }]
export const call = (name: string, args: object | string, id?: string): Written => ({
  call: name,
  args: typeof args === 'string' ? args : JSON.stringify(args),
  ...(id !== undefined && { id }),
})
export const finalAnswer = (answer: string, toolsUsed: string[] = []): Written =>
  call('final_answer', { answer, tools_used: toolsUsed })

type Options = BaseChatModelCallOptions & { tools?: { name: string }[]; tool_choice?: unknown }

/** A chat model that plays turns from a script, a few characters at a time, and notes what it was asked. */
export class ScriptedModel extends BaseChatModel<Options> {
  readonly asked: { messages: BaseMessage[]; tools: string[] }[] = []
  readonly #turns: ScriptedTurn[]

  constructor(turns: ScriptedTurn[]) {
    super({})
    this.#turns = [...turns]
  }

  override _llmType(): string {
    return 'scripted'
  }

  override bindTools(
    tools: { name: string }[],
    kwargs?: Partial<Options>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, Options> {
    return this.withConfig({ tools, ...kwargs } as Partial<Options>)
  }

  override async _generate(): Promise<ChatResult> {
    return { generations: [{ text: '', message: new AIMessage('') }] }
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    this.asked.push({ messages, tools: (options.tools ?? []).map((tool) => tool.name) })
    const turn = this.#turns.shift() ?? say('The script is over.')
    let index = -1
    let finish: string | undefined = 'stop'
    yield { event: 'message-start', id: `message-${this.asked.length}` }
    for (const part of turn) {
      options.signal?.throwIfAborted()
      if (typeof part === 'function') await part()
      else if ('finish' in part) finish = part.finish
      else if ('more' in part) yield* pieces(part.more, part.args, (args) => ({ type: 'tool-call-delta', args }))
      else {
        index += 1
        if ('say' in part) {
          yield { event: 'content-block-start', index, content: { type: 'text', text: '' } }
          yield* pieces(index, part.say, (text) => ({ type: 'text-delta', text }))
        } else if ('think' in part) {
          yield { event: 'content-block-start', index, content: { type: 'reasoning', reasoning: '' } }
          yield* pieces(index, part.think, (reasoning) => ({ type: 'reasoning-delta', reasoning }))
        } else {
          yield {
            event: 'content-block-start',
            index,
            content: { type: 'tool_call_chunk', id: part.id ?? `call_${index}`, name: part.call, args: '' },
          }
          yield* pieces(index, part.args, (args) => ({ type: 'tool-call-delta', args }))
        }
      }
      options.signal?.throwIfAborted()
    }
    const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 }
    yield { event: 'message-finish', ...(finish !== undefined && { reason: finish as 'stop' }), usage }
  }
}

type Delta = Extract<ChatModelStreamEvent, { event: 'content-block-delta' }>['delta']

function* pieces(index: number, text: string, toDelta: (piece: string) => Delta): Generator<ChatModelStreamEvent> {
  for (let at = 0; at < text.length; at += 4)
    yield { event: 'content-block-delta', index, delta: toDelta(text.slice(at, at + 4)) }
}
