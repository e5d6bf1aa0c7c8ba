import { z } from 'zod'
import { AppError } from './error'
import { type MessageId, maxArgsBytes, type RunAction, type RunBase, type RunId, type ThreadId, type ToolCallId } from './event'
import { issueWords } from './issue-words'
import { type Effort, efforts } from './model-offer'
import type { Dialect } from './wire'

/** What the server believes of a request to run: AG-UI's `RunAgentInput` without what it only carries along. */
export type RunInput = {
  threadId: ThreadId
  runId: RunId
  question: { id: MessageId; content: string }
  /** What the client knows of the protocol. */
  dialect: Dialect
  /** The run goes on when its reader leaves. */
  detach: boolean
  modelId?: string
  /** How long the model is to think, where it can be told. */
  effort?: Effort
  /** The point in another run that this one starts from; a new question has none. */
  base?: RunBase
  /** The conversation, from a visitor who keeps it because the server does not; see `kept-thread.ts`, which checks it. */
  thread?: unknown
}

/**
 * The body of `POST /api/runs`. Only the last message counts, which is the new question: the stored thread is the truth,
 * so earlier messages, `tools`, `state` and `context` are passed over unread. Throws `bad-request` or `too-large` naming
 * the first field that is wrong, as a path such as `messages[0].content`.
 */
export function parseRunInput(body: unknown): RunInput {
  const { threadId, runId, protocolVersion, messages, forwardedProps } = parse(envelope, body, [])
  const last = messages.length - 1
  const message = parse(userMessage, messages[last], ['messages', last])
  const content = toQuestion(message.content, ['messages', last, 'content'])
  const own = ownProps(forwardedProps)
  const unfold = parse(unfoldProps, own ?? {}, ['forwardedProps', 'unfold'])
  const base = toBase(unfold)
  return {
    threadId: threadId as ThreadId,
    runId: runId as RunId,
    question: { id: message.id as MessageId, content },
    // Pages of ours that were opened before this server was there name no version.
    dialect: protocolVersion === undefined && own === undefined ? '0.x' : '1.0',
    detach: unfold.detach,
    ...(unfold.model !== undefined && { modelId: unfold.model }),
    ...(unfold.effort && { effort: unfold.effort }),
    ...(base && { base }),
    ...(unfold.thread !== undefined && { thread: unfold.thread }),
  }
}

/** Of a path such as `/api/runs/:id`. What cannot be an id was never given out, so it is `not-found`. */
export const toRunId = (text: string): RunId => parsePathId(text) as RunId
export const toThreadId = (text: string): ThreadId => parsePathId(text) as ThreadId

/** Of a query string. Throws `bad-request` naming the field. */
export const parseMessageId = (text: string | undefined, field: string): MessageId | undefined => {
  if (text === undefined) return undefined
  if (!messageIdPattern.test(text)) throw wrong([field], 'must be the id of a message')
  return text as MessageId
}

/** Of a question, in bytes of UTF-8. */
export const maxQuestionBytes = 32 * 1024

const messageIdPattern = /^[\w.:-]{1,128}$/
const idPattern = /^[A-Za-z0-9_-]{1,64}$/
const id = z.string('must be text').regex(idPattern, 'must be 1 to 64 letters, digits, "-" or "_"')

const envelope = z.object(
  {
    threadId: id,
    runId: id,
    protocolVersion: z.string('must be text').optional(),
    messages: z.array(z.unknown(), 'must be a list').min(1, 'must hold the question'),
    forwardedProps: z.unknown().optional(),
  },
  'must be an object',
)

const textPart = z.object({ type: z.literal('text', 'must be "text"'), text: z.string('must be text') }, 'must be a part of text')

const userMessage = z.object(
  {
    role: z.literal('user', 'must be "user": the last message is the question'),
    id: z.string('must be text').regex(messageIdPattern, 'must be 1 to 128 letters, digits, "-", "_", "." or ":"'),
    content: z.union([z.string(), z.array(textPart)], 'must be text'),
  },
  'must be a message',
)

const actions = ['send', 'edit', 'regenerate', 'continue', 'retry-call', 'answer-now'] as const satisfies RunAction[]

const unfoldProps = z.strictObject(
  {
    detach: z.boolean('must be true or false').default(false),
    model: z.string('must be text').min(1, 'must not be empty').max(200, 'must be at most 200 characters').optional(),
    effort: z.enum(efforts, `must be one of ${efforts.map((effort) => `"${effort}"`).join(', ')}`).optional(),
    action: z.enum(actions, `must be one of ${actions.map((action) => `"${action}"`).join(', ')}`).default('send'),
    from: z
      .strictObject(
        { runId: id, seq: z.number('must be a number').int('must be a whole number').min(0, 'must not be negative') },
        'must be an object with runId and seq',
      )
      .optional(),
    toolCallId: z
      .string('must be text')
      .regex(/^[^\p{Cc}\p{Cs}]{1,80}$/u, 'must be 1 to 80 characters')
      .optional(),
    args: z
      .string('must be a JSON object as text')
      .refine((args) => bytesOf(args) <= maxArgsBytes, `must be at most ${maxArgsBytes / 1024} KiB`)
      .refine(isObjectText, 'must be a JSON object as text')
      .optional(),
    thread: z.unknown().optional(),
  },
  'must be an object',
)

/** What is needed beside the action, which the schema cannot say. */
function toBase({ action, from, toolCallId, args }: z.infer<typeof unfoldProps>): RunBase | undefined {
  if (args !== undefined && action !== 'retry-call') {
    throw wrong(['forwardedProps', 'unfold', 'args'], 'goes with "retry-call" only')
  }
  if (action === 'send') return undefined
  if (!from) throw wrong(['forwardedProps', 'unfold', 'from'], `must name the run that "${action}" starts from`)
  const base = { runId: from.runId as RunId, seq: from.seq, action }
  if (action !== 'retry-call') return base
  if (toolCallId === undefined) throw wrong(['forwardedProps', 'unfold', 'toolCallId'], 'must name the call to make again')
  return { ...base, toolCallId: toolCallId as ToolCallId, ...(args !== undefined && { args: args.toWellFormed() }) }
}

/** Only looked at: what is kept is the text, with every digit that stands in it. */
function isObjectText(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength

const ownProps = (forwardedProps: unknown): unknown => {
  if (forwardedProps === undefined || forwardedProps === null) return undefined
  return (
    parse(z.object({ unfold: z.unknown().optional() }, 'must be an object'), forwardedProps, ['forwardedProps']).unfold ??
    undefined
  )
}

type Path = PropertyKey[]

function parse<T>(schema: z.ZodType<T>, value: unknown, at: Path): T {
  const parsed = schema.safeParse(value, { error: issueWords })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  if (issue?.code === 'unrecognized_keys') throw wrong([...at, ...issue.path, issue.keys[0] ?? ''], 'is not known here')
  throw wrong([...at, ...(issue?.path ?? [])], issue?.message ?? 'is wrong')
}

function wrong(path: Path, words: string): AppError {
  const field = toField(path)
  return new AppError('bad-request', { field, message: `${field} ${words}.` })
}

const toField = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${shorten(String(key))}`)).join('') ||
  'body'

/** A key of the sender's may be anything; a sentence has room for a name. */
const shorten = (key: string): string => (/^[\w-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 32)))

function toQuestion(content: string | { text: string }[], path: Path): string {
  const text = cleanText(typeof content === 'string' ? content : content.map((part) => part.text).join('\n'))
  if (text.trim() === '') throw wrong(path, 'must not be blank')
  if (bytesOf(text) > maxQuestionBytes) throw new AppError('too-large', { field: toField(path) })
  return text
}

/** Half surrogates become U+FFFD; control characters but line breaks and tabs go, since SQL, terminals and models trip over them. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')

function parsePathId(text: string): string {
  if (!idPattern.test(text)) throw new AppError('not-found')
  return text
}
