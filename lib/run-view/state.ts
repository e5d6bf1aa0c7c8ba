import type { TokenUsage } from '@ag-ui/core'
import type { ErrorCode } from '@/lib/protocol/error'
import type {
  AskedFile,
  MessageId,
  ModelName,
  Ms,
  Notice,
  ResultMetadata,
  RunId,
  SentCall,
  Seq,
  Source,
  StepName,
  ThreadId,
  ToolCallId,
  ToolWords,
} from '@/lib/protocol/event'
import type { RunMode } from '@/lib/protocol/run-mode'

/**
 * A run as a person sees it, folded from its events by `reduceRun`. All moments are the server's clock (the events'
 * `timestamp`). A field that is not there is not known yet.
 */
export type RunView = {
  runId: RunId
  threadId: ThreadId
  /** The highest `seq` folded in; events up to it are ignored (rule L6). 0 before the first. */
  lastSeq: Seq
  startedAt: Ms
  /** When the newest event was written; equals the end once the run has ended. */
  lastEventAt: Ms
  model: ModelName
  outlivesConnection: boolean
  /** How it goes about the question, where that is not the usual way. */
  mode?: RunMode
  /** What this run was asked; versions of one turn differ in it where the question was edited. */
  question?: string
  /** The files that came with the question. */
  files?: AskedFile[]
  state: RunState
  /** What the run card lists, in the order it came: notes, thinking, calls. Those of the run it started from come first. */
  steps: StepItem[]
  /** The sources by number, without gaps but in shared copies: `sources[0].n === 1`. */
  sources: Source[]
  answer?: Answer
  /** What a person asked this run to call first, as long as it has no result. */
  nextCall?: NextCall
  /** The newest notice; gone when the model goes on. */
  notice?: Notice & { at: Ms }
  /** What of earlier questions the model was not shown, and why, as a sentence. */
  imageLeftOut?: string
  /** First token of anything: text, thinking or a tool's name. */
  firstTokenAt?: Ms
  /** The model turn under way. */
  turn?: StepName
  /** Every model turn of this run, in order; those of the run it started from are not among them. */
  turns: ModelTurn[]
  /** Sum over all turns so far, where the provider tells; tokens. */
  totalTokens?: number
  /** Questions to go on with after it, as they were kept with it. */
  followUps?: string[]
  /** What it began with, where that is anything, so that it can be folded anew from its own events. */
  inheritedSteps?: InheritedSteps
}

/** What a run that starts from a point in another begins with: what is shown before its own first event, and its scratchpad. */
export type InheritedSteps = {
  /** Notes, thinking and finished calls, as they were. */
  steps: StepItem[]
  /** The sources of those steps, by number. */
  sources: Source[]
  /** The number of the last turn that is kept; the new run goes on from there. */
  turns: number
  /** The call to make first, as a person asked for it. Absent where the other run has no such call. */
  call?: NextCall
  /** How the other run went about the question, which the new one keeps to. */
  mode?: RunMode
}

/** One model turn and its tools, from `STEP_STARTED` to `STEP_FINISHED`. */
export type ModelTurn = {
  id: StepName
  startedAt: Ms
  /** The first token of anything in this turn. */
  firstTokenAt?: Ms
  /** The newest thing that the model wrote to its end: a text, a thought, or the arguments of a call. */
  wroteAt?: Ms
  endedAt?: Ms
  usage?: TokenUsage
}

/** How far a run is. `failed` and `interrupted` carry a sentence for a person. */
export type RunState =
  /** Sent, nothing heard yet. */
  | { name: 'connecting' }
  | { name: 'working' }
  | { name: 'answering' }
  | { name: 'done' }
  | { name: 'stopped' }
  | { name: 'failed'; code: ErrorCode; message: string; retryable: boolean; reference: string }
  /** The server went away while it ran. */
  | { name: 'interrupted'; message: string }

/** One item of the steps of a run, in the order in which they began. */
export type StepItem =
  | { kind: 'note'; id: MessageId; text: string; at: Ms }
  | { kind: 'thinking'; id: MessageId; text: string; startedAt: Ms; endedAt?: Ms }
  /** All calls of one model turn, in the order their names arrived. More than one: a parallel group. `sent` as in `Call`. */
  | { kind: 'calls'; id: StepName; calls: Call[]; sent?: string }

/** One tool call. `argsText` is JSON text as the model wrote it, perhaps unfinished. */
export type Call = {
  toolCallId: ToolCallId
  name: string
  words: ToolWords
  turn: StepName
  argsText: string
  /** The name was known. The clock of the row counts from here. */
  startedAt: Ms
  /** The arguments were complete. */
  argsEndedAt?: Ms
  /** What the model's server is given back with this call: its own id, and its own fields as the server alone reads them. */
  sent?: SentCall & { fields?: string }
} & CallState

/** A call that is still to be made. */
export type NextCall = Pick<Call, 'name' | 'argsText'>

/** How far a call is, with the times that are known by then. */
export type CallState =
  | { state: 'writing' }
  | { state: 'queued' }
  | { state: 'running'; runningAt: Ms; progress?: string }
  | { state: 'done'; runningAt: Ms; endedAt: Ms; result: CallResult }
  /** `lost`: nobody knows its result, since the run ended before it came. */
  | { state: 'failed'; runningAt?: Ms; endedAt: Ms; result: CallResult; lost?: true }
  /** `began` tells "Stopped by you" from "Not started". */
  | { state: 'cancelled'; endedAt: Ms; began: boolean }

/** What a call gave back: the text that the model read, and what is known of it beside. */
export type CallResult = { content: string } & Omit<ResultMetadata, 'status'>

/** The answer of a run, as far as it is written. */
export type Answer = {
  messageId: MessageId
  /** Markdown with citations as `[n]`; perhaps unfinished. */
  text: string
  /** Plain prose may still turn out to be a note, so it folds nothing until its turn has ended. */
  kind: 'answer' | 'prose'
  state: 'writing' | 'done'
  startedAt: Ms
}

/** A run of which nothing has been heard yet. `at` is when it was sent, by the server's clock as far as we know it. */
export const emptyRun = (runId: RunId, threadId: ThreadId, at: Ms, model: ModelName = { id: '', label: '' }): RunView => ({
  runId,
  threadId,
  lastSeq: 0,
  startedAt: at,
  lastEventAt: at,
  model,
  outlivesConnection: false,
  state: { name: 'connecting' },
  steps: [],
  sources: [],
  turns: [],
})

/** Ended runs are never reopened; a new version is a new run. */
export const isEnded = (run: RunView): boolean => {
  switch (run.state.name) {
    case 'connecting':
    case 'working':
    case 'answering':
      return false
    default:
      return true
  }
}

/** All calls of a run, in order. */
export const callsOf = (run: Pick<RunView, 'steps'>): Call[] =>
  run.steps.flatMap((step) => (step.kind === 'calls' ? step.calls : []))

/** True for a call that has no result yet. */
export const isUnderWay = (call: Call): boolean => call.state === 'writing' || call.state === 'queued' || call.state === 'running'

/** A call that got no result before its run ended is not finished, though it is shown as failed. */
export const isFinished = (call: Call): boolean => call.state === 'done' || (call.state === 'failed' && !call.lost)

/** True for a call that failed by a mistake of the model, which it corrected: a later turn has a call that is done. */
export const wasCorrected = (call: Call, hasLaterSuccess: boolean): boolean =>
  hasLaterSuccess && call.state === 'failed' && call.result.error?.triesAgain === true

/** Whether these steps have a call that is done. */
export const hasDoneCall = (steps: StepItem[]): boolean =>
  steps.some((step) => step.kind === 'calls' && step.calls.some(({ state }) => state === 'done'))

/** The calls that failed, except for mistakes that the model corrected. */
export const failuresOf = ({ steps }: RunView): Call[] =>
  steps.flatMap((step, index) => {
    const failed = step.kind === 'calls' ? step.calls.filter(({ state }) => state === 'failed') : []
    if (failed.length === 0) return []
    const hasLaterSuccess = hasDoneCall(steps.slice(index + 1))
    return failed.filter((call) => !wasCorrected(call, hasLaterSuccess))
  })

/** True once no call can follow that would turn the answer into a note: the steps may fold. */
export const isAnswerSettled = (run: RunView): boolean =>
  run.answer !== undefined && (run.answer.kind === 'answer' || run.turn === undefined)

/** Whether words are there that stay the answer: from then on the steps are over. */
export const hasAnswerBegun = (run: RunView): run is RunView & { answer: Answer } =>
  run.answer !== undefined && run.answer.text !== '' && (isAnswerSettled(run) || isEnded(run))
