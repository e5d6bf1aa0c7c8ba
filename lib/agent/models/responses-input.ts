import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import type { OpenAIClient } from '@langchain/openai'
import { type AsSent, asSentKey } from './request-messages'

type Item = OpenAIClient.Responses.ResponseInputItem

/** The name of the own field that holds what the model thought, as items of the Responses API. */
export const reasoningItemsKey = 'reasoning_items'

/**
 * Messages as items of the Responses API. What a model thought goes before the calls that it led to, and only to the server
 * that it came from: to any other it means nothing. Nothing has the id of an item, since nothing is stored there.
 */
export function toResponsesInput(messages: BaseMessage[], origin: string): Item[] {
  /** Our name of a call → the name that its server gave it. */
  const callIds = new Map<string, string>()
  return messages.flatMap((message): Item[] => {
    if (AIMessage.isInstance(message)) return toItems(message, origin, callIds)
    if (ToolMessage.isInstance(message)) {
      const id = message.tool_call_id
      return [{ type: 'function_call_output', call_id: callIds.get(id) ?? toCallId(id), output: message.text }]
    }
    return [{ type: 'message', role: message.type === 'system' ? 'developer' : 'user', content: message.text }]
  })
}

function toItems(message: AIMessage, origin: string, callIds: Map<string, string>): Item[] {
  const sent = message.additional_kwargs[asSentKey] as AsSent | undefined
  const isOurs = sent?.origin === origin
  const calls = message.tool_calls ?? []
  const thought = isOurs && calls.length > 0 ? sent.fields[reasoningItemsKey] : undefined
  return [
    ...(Array.isArray(thought) ? (thought as Item[]) : []),
    ...(message.text !== '' || calls.length === 0
      ? [{ type: 'message' as const, role: 'assistant' as const, content: message.text || '(nothing)' }]
      : []),
    ...calls.map(({ id = '', name, args }, index): Item => {
      const own = sent?.calls[index]
      const callId = (isOurs ? own?.id : undefined) ?? toCallId(id)
      callIds.set(id, callId)
      return { type: 'function_call', call_id: callId, name, arguments: own?.args ?? JSON.stringify(args) }
    }),
  ]
}

/** At most 64 characters are taken; ours are told apart by how they begin. */
const toCallId = (id: string): string => id.slice(0, 64)
