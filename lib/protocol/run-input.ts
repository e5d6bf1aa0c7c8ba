import { z } from 'zod'
import { type AppInput, readAppInput } from './app-input'
import { type Conversation, type Question, readConversation } from './conversation'
import { maxArgsBytes, type RunAction, type RunBase, type RunId, type ThreadId, type ToolCallId } from './event'
import { idField, toolCallIdField } from './ids'
import { type Effort, efforts } from './model-offer'
import { bytesOf, readField, wrongField } from './read-field'
import type { Dialect } from './wire'

/** A request to run: AG-UI's `RunAgentInput`, read, bounded and cleaned. */
export type RunInput = {
  threadId: ThreadId
  runId: RunId
  question: Question
  /** What else the messages say. */
  conversation?: Conversation
  /** What an app tells beside them. */
  app?: AppInput
  /** What the client knows of the protocol. */
  dialect: Dialect
  /** The run goes on when its reader leaves. */
  detach: boolean
  modelId?: string
  /** How long the model is to think, where it can be told. */
  effort?: Effort
  /** The chat has begun before, as its reader sees it. */
  isFollowUp?: boolean
  /** The point in another run that this one starts from; a new question has none. */
  base?: RunBase
  /** The conversation, from a visitor who keeps it because the server does not; see `kept-thread.ts`, which checks it. */
  thread?: unknown
}

/**
 * The body of `POST /api/runs`. Throws `bad-request` or `too-large` naming the first field that is wrong, as a path such as
 * `messages[0].content`. Where a thread is stored that is the truth, and earlier messages count only where there is none.
 */
export function parseRunInput(body: unknown): RunInput {
  const { threadId, runId, protocolVersion, messages, forwardedProps, ...rest } = readField(envelope, body, [])
  const said = readConversation(messages)
  const { unfold: own, toolChoice } = readProps(forwardedProps)
  // What its tool gave back is to be read, and not to be asked for again.
  const isAnswered = (said.conversation?.answers.length ?? 0) > 0
  const app = readAppInput({ ...rest, ...(!isAnswered && { toolChoice }) })
  const unfold = readField(unfoldProps, own ?? {}, ['forwardedProps', 'unfold'])
  const base = toBase(unfold)
  return {
    threadId: threadId as ThreadId,
    runId: runId as RunId,
    ...said,
    ...(app && { app }),
    dialect: toDialect(protocolVersion, own),
    detach: unfold.detach,
    ...(unfold.model !== undefined && { modelId: unfold.model }),
    ...(unfold.effort && { effort: unfold.effort }),
    ...(unfold.isFollowUp && { isFollowUp: true }),
    ...(base && { base }),
    ...(unfold.thread !== undefined && { thread: unfold.thread }),
  }
}

const envelope = z.object(
  {
    threadId: idField,
    runId: idField,
    protocolVersion: z.string('must be text').optional(),
    messages: z.array(z.unknown(), 'must be a list').min(1, 'must hold the question'),
    forwardedProps: z.unknown().optional(),
    tools: z.unknown().optional(),
    context: z.unknown().optional(),
    state: z.unknown().optional(),
    resume: z.unknown().optional(),
  },
  'must be an object',
)

const actions = ['send', 'edit', 'regenerate', 'continue', 'retry-call', 'answer-now'] as const satisfies RunAction[]

const unfoldProps = z.strictObject(
  {
    detach: z.boolean('must be true or false').default(false),
    model: z.string('must be text').min(1, 'must not be empty').max(200, 'must be at most 200 characters').optional(),
    effort: z.enum(efforts, `must be one of ${efforts.map((effort) => `"${effort}"`).join(', ')}`).optional(),
    action: z.enum(actions, `must be one of ${actions.map((action) => `"${action}"`).join(', ')}`).default('send'),
    isFollowUp: z.boolean('must be true or false').optional(),
    from: z
      .strictObject(
        { runId: idField, seq: z.number('must be a number').int('must be a whole number').min(0, 'must not be negative') },
        'must be an object with runId and seq',
      )
      .optional(),
    toolCallId: toolCallIdField.optional(),
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
    throw wrongField(['forwardedProps', 'unfold', 'args'], 'goes with "retry-call" only')
  }
  if (action === 'send') return undefined
  if (!from) throw wrongField(['forwardedProps', 'unfold', 'from'], `must name the run that "${action}" starts from`)
  const base = { runId: from.runId as RunId, seq: from.seq, action }
  if (action !== 'retry-call') return base
  if (toolCallId === undefined) throw wrongField(['forwardedProps', 'unfold', 'toolCallId'], 'must name the call to make again')
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

/** Pages of ours that were opened before this server was there name no version. */
const toDialect = (protocolVersion: string | undefined, own: unknown): Dialect =>
  (protocolVersion === undefined && own === undefined) || protocolVersion?.startsWith('0.') ? '0.x' : '1.0'

/** What an app forwards is its own affair but for what is ours and for the choice of a tool. */
function readProps(forwardedProps: unknown): { unfold?: unknown; toolChoice?: unknown } {
  const { unfold, toolChoice } = readField(props, forwardedProps ?? {}, ['forwardedProps'])
  return { unfold: unfold ?? undefined, toolChoice }
}

const props = z.object({ unfold: z.unknown().optional(), toolChoice: z.unknown().optional() }, 'must be an object')
