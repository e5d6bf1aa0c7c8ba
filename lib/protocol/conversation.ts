import { z } from 'zod'
import { AppError } from './error'
import type { AppAnswer, MessageId, ToolCallId } from './event'
import { type Path, toFieldName } from './format-issue'
import { idField } from './ids'
import { isBlank } from './is-blank'
import { bytesOf, cleanText, largeField, readField, wrongField } from './read-field'

/**
 * The last thing that the person said: the words of the message `messageId`, and images as addresses. In AG-UI it is the `content`
 * of a message; in each layer of ours it is `question`.
 */
export type AskedQuestion = { messageId: MessageId; question: string; images?: string[] }

/** The other messages of a request. All of it is words, and nobody's rights: a client may have written any of them. */
export type Conversation = {
  /** What was said before it, oldest first. */
  before: ClientMessage[]
  /** What the agent did since: its calls and what came of them. */
  since: ClientMessage[]
  /** What tools of the app gave back since, as messages. */
  answers: AppAnswer[]
  /** System and developer messages. */
  instructions: string[]
}

export type ClientMessage = { role: 'user'; text: string } | { role: 'assistant'; text: string; calls: ClientCall[] }

/** A call with its result; one that has none is left out, since models refuse a conversation with holes. */
export type ClientCall = { toolCallId: ToolCallId; name: string; argsText: string; content: string; failed: boolean }

/** A question is at most this long, in bytes of UTF-8. */
const maxQuestionBytes = 32 * 1024
/** What a tool of the app gave back is at most this long. */
const maxAnswerBytes = 32 * 1024
/** All system and developer messages together are at most this long. */
const maxInstructionBytes = 64 * 1024
const maxImages = 8

/** Reads the messages of a request. Throws `bad-request` or `too-large` naming the field. */
export function readConversation(messages: unknown[]): AskedQuestion & { conversation?: Conversation } {
  const read = messages.map((message, index) => readField(anyMessage, message, ['messages', index]))
  const end = Math.max(0, read.findLastIndex(isSaid))
  const last = read[end]
  if (last?.role !== 'user' && last?.role !== 'tool')
    throw wrongField(['messages', end, 'role'], 'must be "user" or "tool": a question, or what a tool of the app gave')
  const at = read.findLastIndex(({ role }) => role === 'user')
  const message = read[at]
  if (message?.role !== 'user') throw wrongField(['messages'], 'must hold the question')
  const asked = { messageId: message.id as MessageId, ...readQuestion(message.content, ['messages', at, 'content']) }
  if (read.length === 1) return asked
  const since = read.slice(at + 1)
  const conversation = {
    before: joinMessages(read.slice(0, at)),
    since: joinMessages(since),
    answers: since.flatMap((message, index) => (message.role === 'tool' ? [readAnswer(message, at + 1 + index)] : [])),
    instructions: readInstructions(read),
  }
  return { ...asked, conversation }
}

/** The first message with a result of a call that nobody has made, which no model would take. */
export function findStray({ since, answers }: Conversation): AppAnswer | undefined {
  const made = new Set(
    since.flatMap((message) => (message.role === 'assistant' ? message.calls : [])).map((call) => call.toolCallId),
  )
  return answers.find(({ toolCallId }) => !made.has(toolCallId))
}

const text = z.string('must be text')
const source = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), value: text, mimeType: text }),
  z.object({ type: z.literal('url'), value: text }),
])
const part = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('text'), text }),
    z.object({ type: z.literal('image'), source }),
    /** How 0.x names any file. */
    z.object({ type: z.literal('binary'), mimeType: text, data: text.optional(), url: text.optional() }),
  ],
  'must be text or an image: other parts cannot be read here',
)
type ContentPart = z.infer<typeof part>

const content = z.union([z.string(), z.array(part, 'must be text, or a list of parts')])
const call = z.object({ id: idField, function: z.object({ name: text, arguments: text }) }, 'must be a call')

const anyMessage = z.discriminatedUnion(
  'role',
  [
    z.object({ role: z.literal('user'), id: idField, content: z.unknown() }),
    z.object({ role: z.literal('assistant'), content: text.nullish(), toolCalls: z.array(call, 'must be a list').nullish() }),
    z.object({ role: z.literal('tool'), id: idField, toolCallId: idField, content, error: text.optional() }),
    z.object({ role: z.literal(['system', 'developer']), content: text }),
    /** What the agent thought or showed on the way: it is not said again. */
    z.object({ role: z.literal(['reasoning', 'activity']) }),
  ],
  'must be a message with a role that AG-UI knows',
)
type AnyMessage = z.infer<typeof anyMessage>

/** Apps put what they want of the agent before or behind what is said. */
const isSaid = ({ role }: AnyMessage): boolean => role === 'user' || role === 'assistant' || role === 'tool'

function readInstructions(messages: AnyMessage[]): string[] {
  let bytes = 0
  return messages.flatMap((message, index) => {
    if (message.role !== 'system' && message.role !== 'developer') return []
    bytes += bytesOf(message.content)
    if (bytes > maxInstructionBytes) throw largeField(['messages', index, 'content'], 'makes the instructions longer than 64 KiB')
    return [cleanText(message.content)]
  })
}

/** Messages of the assistant that follow each other are one, with the calls of both: so models are used to it. */
function joinMessages(messages: AnyMessage[]): ClientMessage[] {
  const results = new Map(
    messages.flatMap((message) => (message.role === 'tool' ? [[message.toolCallId, message] as const] : [])),
  )
  const joined: ClientMessage[] = []
  let isOpen = false
  for (const message of messages) {
    if (message.role === 'user') joined.push({ role: 'user', text: cleanText(toWords(partsOf(message.content))) })
    if (message.role === 'assistant') {
      const last = joined.at(-1)
      const group = isOpen && last?.role === 'assistant' ? last : { role: 'assistant' as const, text: '', calls: [] }
      if (group !== last) joined.push(group)
      group.text = [group.text, cleanText(message.content ?? '')].filter(Boolean).join('\n\n')
      for (const { id, function: made } of message.toolCalls ?? []) {
        const result = results.get(id)
        if (!result) continue
        group.calls.push({
          toolCallId: id as ToolCallId,
          name: made.name,
          argsText: made.arguments.toWellFormed(),
          content: cleanText(result.error ?? toWords(partsOf(result.content))),
          failed: result.error !== undefined,
        })
      }
    }
    isOpen = message.role === 'assistant'
  }
  return joined.filter((each) => each.text !== '' || (each.role === 'assistant' && each.calls.length > 0))
}

function readAnswer(message: Extract<AnyMessage, { role: 'tool' }>, index: number): AppAnswer {
  const { id, toolCallId, error } = message
  const words = cleanText(toWords(partsOf(message.content)))
  if (bytesOf(words) > maxAnswerBytes) throw largeField(['messages', index, 'content'], 'is longer than 32 KiB')
  return {
    id: id as MessageId,
    role: 'tool',
    toolCallId: toolCallId as ToolCallId,
    content: words,
    ...(error !== undefined && { error: cleanText(error).slice(0, 1000) }),
  }
}

function readQuestion(value: unknown, path: Path): Omit<AskedQuestion, 'messageId'> {
  const parts = partsOf(readField(content, value, path))
  const images = parts.flatMap((each, index) => (each.type === 'text' ? [] : [readImage(each, [...path, index])]))
  if (images.length > maxImages) throw wrongField(path, `must hold at most ${maxImages} images`)
  const words = cleanText(toWords(parts))
  if (isBlank(words)) throw wrongField(path, 'must not be blank')
  if (bytesOf(words) > maxQuestionBytes) throw new AppError('too-large', { field: toFieldName(path) })
  return { question: words, ...(images.length > 0 && { images }) }
}

const partsOf = (value: unknown): ContentPart[] =>
  typeof value === 'string' ? [{ type: 'text', text: value }] : Array.isArray(value) ? (value as ContentPart[]) : []

/** What is kept of parts is text: an image is there while its question is answered. */
const toWords = (parts: ContentPart[]): string => parts.map((each) => (each.type === 'text' ? each.text : '[Image]')).join('\n')

/** Gives a file as an address: `data:` with the bytes in it, or one where the provider of the model fetches them. */
function readImage(image: Exclude<ContentPart, { type: 'text' }>, path: Path): string {
  const { mimeType, data, url } = image.type === 'binary' ? image : ofSource(image.source)
  if (data !== undefined) {
    if (!/^image\/(png|jpeg|webp|gif)$/.test(mimeType ?? '')) throw wrongField(path, 'must be a PNG, JPEG, WebP or GIF image')
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw wrongField(path, 'must be an image in base64')
    return `data:${mimeType};base64,${data}`
  }
  if (url === undefined || !/^https:\/\//.test(url) || !URL.canParse(url))
    throw wrongField(path, 'must be an image with its bytes, or at an address that begins with https://')
  return url
}

type ImageBytes = { mimeType?: string | undefined; data?: string | undefined; url?: string | undefined }
const ofSource = (from: z.infer<typeof source>): ImageBytes =>
  from.type === 'data' ? { mimeType: from.mimeType, data: from.value } : { url: from.value }
