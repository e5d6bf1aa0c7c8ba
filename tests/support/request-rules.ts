import type { ChatMessage, ChatRequest } from './chat-request'
import { status } from './faults'
import type { Reply, StatusReply } from './replies'

/**
 * What OpenAI, or one of the strict servers that speak its format (Mistral, Gemini, Bedrock, llama.cpp's templates), refuses
 * in a request with 400, in OpenAI's words where it has them. `undefined` for a request that all of them take.
 * @param own The fields that this server itself put beside a message or a call; any other one is refused.
 */
export function refusalOf(request: ChatRequest, own: OwnFields = new OwnFields()): StatusReply | undefined {
  const fault = faultIn(request, own)
  return fault && status(400, { type: 'invalid_request_error', code: null, ...fault })
}

/** What a server has sent outside of OpenAI's own format: it takes that back, and insists on it. */
export class OwnFields {
  readonly ofMessages = new Set<string>()
  readonly ofCalls = new Set<string>()
  /** Every id that it gave to a call. */
  readonly ids = new Set<string>()
  /** What stood beside the call with that id, and beside its message. */
  readonly #byId = new Map<string, { message: object; call: object }>()

  /** Remembers the fields of a scripted reply. */
  learn(reply: Reply): void {
    if (!('parts' in reply)) return
    const deltas = reply.parts.flatMap((part) => (part.type === 'delta' ? [part.delta] : []))
    const message = merged(deltas.map((delta) => without(delta, deltaFields)))
    for (const field of Object.keys(message)) this.ofMessages.add(field)
    const calls = new Map<string, object>()
    let last = ''
    for (const call of deltas.flatMap(({ tool_calls }) => tool_calls ?? [])) {
      if (call.id) last = call.id
      calls.set(last, merged([calls.get(last) ?? {}, without(call, callDeltaFields)]))
    }
    for (const [id, call] of calls) {
      for (const field of Object.keys(call)) this.ofCalls.add(field)
      this.ids.add(id)
      this.#byId.set(id, { message, call })
    }
  }

  /** A field that came with one of these calls and is not given back as it was. */
  missing(message: ChatMessage): string | undefined {
    for (const call of message.tool_calls ?? []) {
      const sent = this.#byId.get(call.id)
      const missed = sent && (differing(sent.message, message) ?? differing(sent.call, call))
      if (missed !== undefined) return missed
    }
    return undefined
  }
}

const deltaFields = ['role', 'content', 'tool_calls', 'function_call', 'refusal']
const callDeltaFields = ['index', 'id', 'type', 'function']

const without = (object: object, names: string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => !names.includes(name) && value !== null))

/** Text grows, anything else is replaced. */
const merged = (objects: object[]): object => {
  const all: Record<string, unknown> = {}
  for (const [name, value] of objects.flatMap((object) => Object.entries(object))) {
    const before = all[name]
    all[name] = typeof before === 'string' && typeof value === 'string' ? before + value : value
  }
  return all
}

/** Lists come in pieces, so they are only looked for. */
const differing = (sent: object, back: object): string | undefined =>
  Object.entries(sent).find(([name, value]) => {
    const there = (back as Record<string, unknown>)[name]
    return Array.isArray(value) ? !Array.isArray(there) : JSON.stringify(there) !== JSON.stringify(value)
  })?.[0]

type Fault = { message: string; code?: string; param?: string }

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool'])
const messageFields: Record<ChatMessage['role'], Set<string>> = {
  system: new Set(['role', 'content']),
  developer: new Set(['role', 'content']),
  user: new Set(['role', 'content', 'name']),
  assistant: new Set(['role', 'content', 'tool_calls']),
  tool: new Set(['role', 'content', 'tool_call_id']),
}
const callFields = new Set(['id', 'type', 'function'])
const functionName = /^[a-zA-Z0-9_-]{1,64}$/
const maxIdChars = 40

function faultIn({ messages, tools = [], tool_choice, stream, stream_options }: ChatRequest, own: OwnFields): Fault | undefined {
  if (messages.length === 0) return { message: "'messages' must not be empty.", param: 'messages' }
  for (const tool of tools) {
    if (!functionName.test(tool.function.name))
      return { message: `Invalid function name '${tool.function.name}'.`, param: 'tools' }
  }
  if (tool_choice !== undefined && tools.length === 0) {
    return { message: "'tool_choice' is only allowed when 'tools' are specified.", param: 'tool_choice' }
  }
  if (stream_options !== undefined && !stream) {
    return { message: "'stream_options' is only allowed when 'stream' is enabled.", param: 'stream_options' }
  }
  for (const [index, message] of messages.entries()) {
    const fault = faultOf(message, index, own) ?? faultOfOrder(messages, index)
    if (fault) return fault
  }
  const last = messages.at(-1)?.role
  if (last === 'user' || last === 'tool') return undefined
  return { message: `Expected last role User or Tool for serving but got ${last}.`, param: 'messages' }
}

/** What is wrong with a message by itself. */
function faultOf(message: ChatMessage, index: number, own: OwnFields): Fault | undefined {
  const at = `messages[${index}]`
  const { role, content, tool_calls: calls } = message
  if (!roles.has(role)) return { message: `Invalid value: '${role}'.`, param: `${at}.role` }
  for (const field of Object.keys(message)) {
    if (messageFields[role].has(field) || (role === 'assistant' && own.ofMessages.has(field))) continue
    return { message: `Additional properties are not allowed ('${field}' was unexpected)`, param: `${at}.${field}` }
  }
  if (calls?.length === 0) return { message: `Invalid '${at}.tool_calls': empty array.`, param: `${at}.tool_calls` }
  if (!calls || content !== undefined) {
    if (content === null || content === undefined)
      return { message: `Invalid value for 'content': expected a string.`, param: at }
    if (content.length === 0) return { message: 'Text content blocks must be non-empty.', param: `${at}.content` }
  }
  const missing = own.missing(message)
  if (missing !== undefined) return { message: `The \`${missing}\` must be passed back to the API as it was.`, param: at }
  for (const [n, call] of (calls ?? []).entries()) {
    const fault = faultOfCall(call, `${at}.tool_calls[${n}]`, own)
    if (fault) return fault
  }
  return message.tool_call_id === undefined ? undefined : faultOfId(message.tool_call_id, `${at}.tool_call_id`, own)
}

function faultOfCall(call: NonNullable<ChatMessage['tool_calls']>[number], at: string, own: OwnFields): Fault | undefined {
  for (const field of Object.keys(call)) {
    if (!callFields.has(field) && !own.ofCalls.has(field)) return { message: `Unknown parameter: '${at}.${field}'.`, param: at }
  }
  if (call.type !== 'function') return { message: `Missing required parameter: '${at}.type'.`, param: `${at}.type` }
  const { name, arguments: args } = call.function
  if (!functionName.test(name)) {
    return { message: `Invalid '${at}.function.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`, param: at }
  }
  if (!isObjectText(args)) return { message: `Function call arguments are not a valid JSON object: ${args}`, param: at }
  return faultOfId(call.id, `${at}.id`, own)
}

function faultOfId(id: unknown, at: string, own: OwnFields): Fault | undefined {
  if (typeof id !== 'string' || id === '') return { message: `Missing required parameter: '${at}'.`, param: at }
  if (id.length <= maxIdChars || own.ids.has(id)) return undefined
  const message = `Invalid '${at}': string too long. Expected a string with maximum length ${maxIdChars}, but got a string with length ${id.length} instead.`
  return { message, code: 'string_above_max_length', param: at }
}

/** What is wrong with the place at which a message stands. */
function faultOfOrder(messages: ChatMessage[], index: number): Fault | undefined {
  const message = messages[index]
  const before = messages[index - 1]
  if (!message) return undefined
  const { role } = message
  if ((role === 'system' || role === 'developer') && index > 0) return { message: 'System message must be at the beginning.' }
  if ((role === 'user' || role === 'assistant') && role === before?.role) {
    return { message: 'Conversation roles must alternate user/assistant/user/assistant/...', param: `messages[${index}].role` }
  }
  if (role === 'assistant' && (index === 0 || before?.role === 'system')) {
    return { message: 'First message must be the user’s.', param: `messages[${index}].role` }
  }
  if (role === 'tool') return faultOfAnswer(messages, index)
  return role === 'assistant' && message.tool_calls ? faultOfUnanswered(message.tool_calls, messages, index) : undefined
}

/** Every call is answered at once, each by one message. */
function faultOfUnanswered(calls: { id: string }[], messages: ChatMessage[], index: number): Fault | undefined {
  const end = messages.findIndex(({ role }, at) => at > index && role !== 'tool')
  const answers = messages.slice(index + 1, end < 0 ? undefined : end).map(({ tool_call_id }) => tool_call_id)
  const ids = calls.map(({ id }) => id)
  if (new Set(ids).size < ids.length)
    return { message: `Duplicate tool call ids: ${ids.join(', ')}`, param: `messages[${index}]` }
  const unanswered = ids.filter((id) => !answers.includes(id))
  if (unanswered.length > 0) {
    const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${unanswered.join(', ')}`
    return { message, param: `messages[${index}]` }
  }
  if (answers.length === ids.length) return undefined
  return { message: 'Not the same number of function calls and responses', code: 'invalid_request_message_order' }
}

function faultOfAnswer(messages: ChatMessage[], index: number): Fault | undefined {
  const asking = messages.slice(0, index).findLast(({ role }) => role !== 'tool')
  if (asking?.tool_calls?.some(({ id }) => id === messages[index]?.tool_call_id)) return undefined
  const message = `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.`
  return { message, param: `messages.[${index}].role` }
}

function isObjectText(text: unknown): boolean {
  if (typeof text !== 'string') return false
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
