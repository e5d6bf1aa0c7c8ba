import { z } from 'zod'
import { type AppInput, readAppInput } from './app-input'
import { joinBranchPoint } from './branch-point'
import { branchPointField } from './branch-point-field'
import { type AskedQuestion, type Conversation, readConversation } from './conversation'
import type { BranchPoint, RunId, ThreadId } from './event'
import { idField } from './ids'
import { type Effort, efforts } from './model-offer'
import { readField } from './read-field'
import { type RunMode, runModes } from './run-mode'
import type { Dialect } from './wire'

/** A request to run: AG-UI's `RunAgentInput`, read, bounded and cleaned. */
export type RunInput = AskedQuestion & {
  threadId: ThreadId
  runId: RunId
  /** What else the messages say. */
  conversation?: Conversation
  /** What an app sends beside them. */
  app?: AppInput
  /** What the client knows of the protocol. */
  dialect: Dialect
  /** The run goes on when its reader leaves. */
  detach: boolean
  modelId?: string
  /** How long the model is to think, where it can be told. */
  effort?: Effort
  /** How the question is to be gone about; a run that goes on from another one's steps has that one's mode. */
  mode?: RunMode
  /** The chat has begun before, as its reader sees it. */
  isFollowUp?: boolean
  /** The point in another run that this one starts from; a new question has none. */
  from?: BranchPoint
  /** The ids of the files of this chat that come with the question. */
  files?: string[]
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
  const unfold = readField(unfoldProps, joinBranchPoint(own ?? {}), ['forwardedProps', 'unfold'])
  return {
    threadId: threadId as ThreadId,
    runId: runId as RunId,
    ...said,
    ...(app && { app }),
    dialect: toDialect(protocolVersion, own),
    detach: unfold.detach,
    ...(unfold.model !== undefined && { modelId: unfold.model }),
    ...(unfold.effort && { effort: unfold.effort }),
    ...(unfold.mode && { mode: unfold.mode }),
    ...(unfold.isFollowUp && { isFollowUp: true }),
    ...(unfold.from && { from: unfold.from }),
    ...(unfold.files && { files: unfold.files }),
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

const maxFilesAsked = 20

const unfoldProps = z.strictObject(
  {
    detach: z.boolean('must be true or false').default(false),
    model: z.string('must be text').min(1, 'must not be empty').max(200, 'must be at most 200 characters').optional(),
    effort: z.enum(efforts, `must be one of ${efforts.map((effort) => `"${effort}"`).join(', ')}`).optional(),
    mode: z.enum(runModes, `must be ${runModes.map((mode) => `"${mode}"`).join(' or ')}`).optional(),
    isFollowUp: z.boolean('must be true or false').optional(),
    from: branchPointField.optional(),
    files: z.array(idField, 'must be a list').max(maxFilesAsked, `must be at most ${maxFilesAsked} files`).optional(),
    thread: z.unknown().optional(),
  },
  'must be an object',
)

/** Pages of ours that were opened before this server was there name no version. */
const toDialect = (protocolVersion: string | undefined, own: unknown): Dialect =>
  (protocolVersion === undefined && own === undefined) || protocolVersion?.startsWith('0.') ? '0.x' : '1.0'

/** What an app forwards is its own affair but for what is ours and for the choice of a tool. */
function readProps(forwardedProps: unknown): { unfold?: unknown; toolChoice?: unknown } {
  const { unfold, toolChoice } = readField(props, forwardedProps ?? {}, ['forwardedProps'])
  return { unfold: unfold ?? undefined, toolChoice }
}

const props = z.object({ unfold: z.unknown().optional(), toolChoice: z.unknown().optional() }, 'must be an object')
