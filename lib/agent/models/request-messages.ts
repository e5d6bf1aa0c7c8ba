import { createHash } from 'node:crypto'
import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { OpenAIClient } from '@langchain/openai'
import type { OwnFields } from './own-fields'

type Param = OpenAIClient.Chat.Completions.ChatCompletionMessageParam

/** How an assistant's message came from its server; it stands in the `additional_kwargs` of an `AIMessage` under `asSentKey`. */
export type AsSent = {
  /** See `toOrigin`; absent where no server wrote it. */
  origin?: string
  fields: OwnFields
  /** One entry for each call of the message: the id that the server gave, the arguments as it wrote them, its own fields. */
  calls: { id?: string; args?: string; fields?: OwnFields }[]
}
/** The name in `additional_kwargs` under which an `AIMessage` carries its `AsSent`. */
export const asSentKey = 'as_sent'

/**
 * Messages as LangChain wrote them, in the form that also strict servers take. To the server that it came from, an
 * assistant's message goes back as it came: its ids, its arguments, its own fields. Any other server gets none of those,
 * and ids that all of them take.
 * @param params As many as `messages`, converted from them.
 */
export function toTolerable(params: Param[], messages: BaseMessage[], to: { origin: string; ownFields: boolean }): Param[] {
  let ids = new Map<string, string>()
  return params.map((param, index) => {
    if (param.role === 'assistant') {
      const message = messages[index]
      const sent = AIMessage.isInstance(message) ? toSent(message.additional_kwargs[asSentKey], to) : undefined
      ids = toIds(param.tool_calls?.map(({ id }) => id) ?? [], sent)
      return toAssistant(param, sent, ids)
    }
    if (param.role === 'tool') {
      const { tool_call_id: id, content } = param
      return { role: 'tool', tool_call_id: ids.get(id) ?? toPortableId(id), content: content.length > 0 ? content : nothing }
    }
    return param
  })
}

/** Our ids of a message's calls → those that are sent; one that its server gave twice names the first call only. */
function toIds(ours: string[], sent: AsSent | undefined): Map<string, string> {
  const taken = new Set<string>()
  return new Map(
    ours.map((id, n) => {
      const given = sent?.calls[n]?.id
      const own = given === undefined || taken.has(given) ? toPortableId(id) : given
      taken.add(own)
      return [id, own]
    }),
  )
}

function toAssistant(
  { content, tool_calls: calls = [] }: Extract<Param, { role: 'assistant' }>,
  sent: AsSent | undefined,
  ids: Map<string, string>,
): Param {
  const hasText = content !== null && content !== undefined && content.length > 0
  return {
    ...sent?.fields,
    role: 'assistant',
    ...((hasText || calls.length === 0) && { content: hasText ? content : nothing }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call, n) => ({
        ...sent?.calls[n]?.fields,
        id: ids.get(call.id) ?? toPortableId(call.id),
        type: 'function',
        function:
          call.type === 'function' ? toFunction(call.function, sent?.calls[n]?.args) : { name: 'unknown', arguments: '{}' },
      })),
    }),
  }
}

const toFunction = ({ name, arguments: args }: { name: string; arguments: string }, asWritten: string | undefined) => ({
  name: name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || 'unknown',
  arguments: asWritten ?? args,
})

/** A message must say something. */
const nothing = '(nothing)'

/** Nine letters and digits: Mistral takes no other ids, and all the others take these. */
const toPortableId = (id: string): string => createHash('sha256').update(id).digest('base64url').replace(/[-_]/g, '').slice(0, 9)

/**
 * What goes back with a message: of one from another server the arguments only. A server that takes no fields of its own gets
 * none of those.
 */
const toSent = (value: unknown, { origin, ownFields }: { origin: string; ownFields: boolean }): AsSent | undefined => {
  const sent = value as AsSent | undefined
  const isOwn = sent?.origin === origin
  if (sent === undefined || (isOwn && ownFields)) return sent
  return {
    fields: {},
    calls: sent.calls.map(({ id, args }) => ({ ...(isOwn && id !== undefined && { id }), ...(args !== undefined && { args }) })),
  }
}
