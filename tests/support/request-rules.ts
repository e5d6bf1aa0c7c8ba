import { status } from './faults'
import type { Part, Reply, StatusReply } from './replies'
import type { ChatMessage, ChatRequest } from './upstream'

/**
 * What OpenAI, or one of the strict servers that speak its format (Mistral, Gemini, Bedrock, llama.cpp's templates), refuses
 * in a request with 400, in OpenAI's words where it has them. `undefined` for a request that all of them take.
 * @param own The fields that this server itself put beside a message or a call; any other one is refused.
 */
export function refusalOf(request: ChatRequest, own: OwnFields = new OwnFields()): StatusReply | undefined {
  const fault = faultIn(request, own)
  return fault && status(400, { type: 'invalid_request_error', code: null, ...fault })
}

/** Fields outside of OpenAI's own format that a server has sent in its deltas, and so takes back. */
export class OwnFields {
  readonly ofMessages = new Set<string>()
  readonly ofCalls = new Set<string>()

  /** Remembers the fields of a scripted reply. */
  learn(reply: Reply): void {
    if ('parts' in reply) for (const part of reply.parts) this.#learnPart(part)
  }

  #learnPart(part: Part): void {
    if (part.type === 'forever') for (const each of part.parts) this.#learnPart(each)
    if (part.type !== 'delta') return
    for (const field of Object.keys(part.delta)) this.ofMessages.add(field)
    for (const call of part.delta.tool_calls ?? []) for (const field of Object.keys(call)) this.ofCalls.add(field)
  }
}

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
  for (const [n, call] of (calls ?? []).entries()) {
    const fault = faultOfCall(call, `${at}.tool_calls[${n}]`, own)
    if (fault) return fault
  }
  return message.tool_call_id === undefined ? undefined : faultOfId(message.tool_call_id, `${at}.tool_call_id`)
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
  return faultOfId(call.id, `${at}.id`)
}

function faultOfId(id: unknown, at: string): Fault | undefined {
  if (typeof id !== 'string' || id === '') return { message: `Missing required parameter: '${at}'.`, param: at }
  if (id.length <= maxIdChars) return undefined
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
