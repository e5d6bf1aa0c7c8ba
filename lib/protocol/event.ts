import type { Event as AguiEvent, EventType, TokenUsage } from '@ag-ui/core'
import type { RunMode } from './run-mode'

/**
 * The events of a run, as we write them: the part of AG-UI 1.0 that Unfold uses, with the shapes of our own
 * `metadata`. Every member is a valid AG-UI event (checked at the end of this file).
 * @see https://docs.ag-ui.com/concepts/events
 */
export type RunEvent =
  | { type: 'RUN_STARTED'; threadId: ThreadId; runId: RunId; protocolVersion: '1.0'; input: StartedInput; metadata: RunMetadata }
  | { type: 'STEP_STARTED'; stepName: StepName }
  | { type: 'STEP_FINISHED'; stepName: StepName; metadata?: { usage: TokenUsage } }
  | { type: 'REASONING_START'; messageId: MessageId }
  | { type: 'REASONING_MESSAGE_START'; messageId: MessageId; role: 'reasoning' }
  | { type: 'REASONING_MESSAGE_CONTENT'; messageId: MessageId; delta: string }
  | { type: 'REASONING_MESSAGE_END'; messageId: MessageId }
  | { type: 'REASONING_END'; messageId: MessageId }
  | { type: 'REASONING_ENCRYPTED_VALUE'; subtype: 'message'; entityId: StepName; encryptedValue: string }
  | { type: 'REASONING_ENCRYPTED_VALUE'; subtype: 'tool-call'; entityId: ToolCallId; encryptedValue: string }
  | { type: 'TEXT_MESSAGE_START'; messageId: MessageId; role: 'assistant'; metadata: { kind: TextKind } }
  | { type: 'TEXT_MESSAGE_CONTENT'; messageId: MessageId; delta: string }
  | { type: 'TEXT_MESSAGE_END'; messageId: MessageId }
  | {
      type: 'TOOL_CALL_START'
      toolCallId: ToolCallId
      toolCallName: string
      parentMessageId?: MessageId
      metadata: ToolWords & { sent?: SentCall }
    }
  | { type: 'TOOL_CALL_ARGS'; toolCallId: ToolCallId; delta: string }
  | { type: 'TOOL_CALL_END'; toolCallId: ToolCallId }
  | { type: 'ACTIVITY_SNAPSHOT'; messageId: MessageId; activityType: 'tool-progress'; content: ToolProgress; replace: true }
  | {
      type: 'TOOL_CALL_RESULT'
      messageId: MessageId
      toolCallId: ToolCallId
      content: string
      role: 'tool'
      metadata: ResultMetadata
    }
  | { type: 'CUSTOM'; name: 'unfold.notice'; value: Notice }
  | {
      type: 'RUN_FINISHED'
      threadId: ThreadId
      runId: RunId
      outcome: Outcome
      usage: TokenUsage[]
      result: { toolsUsed: string[] }
    }
  | { type: 'RUN_ERROR'; code: string; message: string; usage: TokenUsage[]; metadata: { retryable: boolean; reference: string } }

/** An event in its log: `seq` counts 1, 2, 3 … (and is the SSE id), `timestamp` is milliseconds since 1970. */
export type NumberedEvent = RunEvent & { seq: Seq; timestamp: Ms }

/** The names of AG-UI’s events that a run of ours may have. */
export type RunEventType = RunEvent['type']
/** The event of one type. */
export type RunEventOf<T extends RunEventType> = Extract<RunEvent, { type: T }>

/** The id of a conversation, made by the client. */
export type ThreadId = string & { readonly brand: 'ThreadId' }
/** The id of a run, made by the client. */
export type RunId = string & { readonly brand: 'RunId' }
/** The id of a tool call in its run, made by us; the model’s server has its own, see `SentCall`. */
export type ToolCallId = string & { readonly brand: 'ToolCallId' }
/** The id of a message: a question’s is made by the client, an answer’s by us. */
export type MessageId = string & { readonly brand: 'MessageId' }
/** The id of a link, made by the server and hard to guess. */
export type ShareId = string & { readonly brand: 'ShareId' }
/** The name of a model turn in its run, counted from `turn-1`. */
export type StepName = `turn-${number}`
/** The place of an event in its log, counted from 1. */
export type Seq = number
/** Milliseconds; a moment when it is a field named `…At` or `timestamp` (since 1970), else a span. */
export type Ms = number

/** `answer` is the text of `final_answer`; `prose` is what a model writes outside of any call. */
export type TextKind = 'answer' | 'prose'

/** What tools of an app gave back for calls that the run before left to it. */
export type AppAnswer = { id: MessageId; role: 'tool'; toolCallId: ToolCallId; content: string; error?: string }

/** The part of the request that the run was started from: the question, and in a run that goes on what the app's tools gave back. */
export type StartedInput = {
  threadId: ThreadId
  runId: RunId
  messages: [{ id: MessageId; role: 'user'; content: string }, ...AppAnswer[]]
  tools: []
  context: []
}

/** What a run says of itself at its start. */
export type RunMetadata = {
  model: ModelName
  /** Where this run starts from, if it is another version of an answer. Old logs say it in another shape: see `branchPointOf`. */
  from?: BranchPoint
  /** How it goes about the question, where that is not the usual way. */
  mode?: RunMode
  deadlineMs: Ms
  /** True where the run goes on when its reader leaves, so that the screen may say so. */
  outlivesConnection: boolean
  /** What came with the question. */
  files?: AskedFile[]
}

/**
 * A document or an image that came with a question, and is kept with its chat under its `id`, which copies that anyone may see do
 * without. `type` is its media type, `size` is in bytes; `pages` where it has any.
 */
export type AskedFile = { id?: string; name: string; type: string; size: number; pages?: number }

/**
 * The point in another run of the same question from which a run starts: after the event `seq` of the run `runId`. In each layer
 * it is the field `from`, in this shape. A run that answers a new question has none.
 */
export type BranchPoint = {
  runId: RunId
  seq: Seq
  action: BranchAction
  /** The call that `retry-call` makes again. */
  toolCallId?: ToolCallId
  /** What it is to be given, where that was changed: a JSON object as text, so that no digit is lost. */
  args?: string
}

/** What a run does with the run that it starts from. */
export type BranchAction = 'edit' | 'regenerate' | 'continue' | 'retry-call' | 'answer-now'

/** `id` is what a request names, `label` what a person reads. */
export type ModelName = { id: string; label: string }

/** What a row needs to know of a tool; carried by the event so that old and shared runs keep their words. */
export type ToolWords = {
  title?: { todo: string; running: string; done: string }
  icon: ToolIconName
  /** Singular and plural: "1 search", "2 searches". */
  noun: [string, string]
  effects: ToolEffects
  /** Its arguments and results are left out of what is shared by a link. */
  private?: true
}
/** The id by which the model's server knows a call, and a short name for that server: it gets its own ids back. */
export type SentCall = { id: string; origin: string }

/** The icons that a tool may have. */
export type ToolIconName = 'sum' | 'globe' | 'clock' | 'database' | 'mail' | 'list' | 'file' | 'tool'
/** `none`: may run early, twice or again after a restart. `external`: acts on the world, and is never run twice by itself. */
export type ToolEffects = 'none' | 'external'

/** What a tool does now. After its result it has `ended`; the result says how. */
export type ToolProgress = { toolCallId: ToolCallId; state: 'queued' | 'running' | 'ended'; words?: string }

/**
 * What is known of a result beside the text that the model reads. `lost` is said of a call whose run ended before its result
 * came.
 */
export type ResultMetadata = {
  status: 'ok' | 'error' | 'cancelled' | 'lost'
  /** A few words beside the title: "3 sources". */
  summary?: string
  /** The result as JSON text where it has a short or structured form, e.g. `"20"`; digits are never lost. */
  value?: string
  durationMs: Ms
  sources?: Source[]
  /** Characters that were cut from what the model was given. */
  truncated?: number
  /** A sentence for a person, and what the machine said. `triesAgain`: the model may mend the call, and has a turn left to do so. */
  error?: { message: string; detail?: string; triesAgain?: boolean }
}

/**
 * Numbered by address in the run, from 1; `passage` is the text that a search found there, `date` the day of publication as
 * `2026-05-01`. Where the page itself was read, `isOpened` says so and `passages` are the parts of it that were read. A later
 * result for the same address adds to what is known: see `addSources`.
 */
export type Source = {
  n: number
  url: string
  title: string
  passage: string
  date?: string
  isOpened?: true
  passages?: Passage[]
}

/**
 * A part of a page or a document; `place` is where it stands, in words: its heading, "page 4", "lines 12–30". `hash` is where a
 * document opens at it, as its address says it: `page=4`, `lines=12-30`.
 */
export type Passage = { text: string; place?: string; hash?: string }

/** Something that a person should know of a run, in a sentence; with `retryInMs` where the model is asked again. */
export type Notice = { code: NoticeCode; message: string; retryInMs?: Ms }
/** `retrying` and `waiting` are over when the model goes on; the others stay true. `image-left-out` is said beside the answer. */
export type NoticeCode = 'retrying' | 'waiting' | 'fallback' | 'history-cut' | 'image-left-out'

/** `pendingToolCallIds`: calls of tools of the app, which answers them in its next request. */
export type Outcome = { type: 'success'; pendingToolCallIds?: ToolCallId[] } | { type: 'cancelled' }

/** Stands in the `default` of a `switch` over a union, so that a new member becomes a compile error there. */
export const unreachable = (value: never): never => {
  throw new Error(`Impossible case: ${JSON.stringify(value)}`)
}

type AguiOf<T, A = AguiEvent> = A extends { type: EventType } ? (`${A['type']}` extends T ? A : never) : never
type Mismatch<E> = E extends RunEvent ? (Omit<E, 'type'> extends Omit<AguiOf<E['type']>, 'type'> ? never : E['type']) : never
const everyMemberIsAgui: [Mismatch<RunEvent>] extends [never] ? true : Mismatch<RunEvent> = true
void everyMemberIsAgui
