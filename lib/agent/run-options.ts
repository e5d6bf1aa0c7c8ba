import type { AppInput } from '@/lib/protocol/app-input'
import type { AskedQuestion, Conversation } from '@/lib/protocol/conversation'
import type { DocumentInfo } from '@/lib/protocol/document'
import type { AppError } from '@/lib/protocol/error'
import type { AppAnswer, BranchPoint, RunEvent, RunEventOf, RunId, RunMetadata, ThreadId } from '@/lib/protocol/event'
import type { Unanswered } from '@/lib/protocol/order'
import type { RunMode } from '@/lib/protocol/run-mode'
import type { InheritedSteps } from '@/lib/run-view/state'
import type { AgentModel } from './agent'
import type { PastTurn, SeenImage } from './history'
import type { Tool } from './tools/define-tool'

/** Where the events of a run are written, in order: its log. */
export type EventSink = {
  append(event: RunEvent): void
  close(ending: RunEventOf<'RUN_FINISHED' | 'RUN_ERROR'>, unanswered: Unanswered): void
}

/** What a run may take: turns, times in ms, text in characters, output in tokens. */
export type RunLimits = {
  /** How many turns the model has. In the last one it is offered `final_answer` only. */
  maxTurns: number
  /** After this long the next turn is the last one, so that what was found is answered with before the deadline. */
  answerAfterMs?: number
  /** How long the first token of a turn is waited for, and each one after it. */
  firstTokenMs: number
  betweenTokensMs: number
  /** After a silence of this length before the first token, a notice says what is waited for. */
  quietMs: number
  /** How many characters of earlier turns are sent along. */
  maxHistoryChars: number
  /** What calls and results of the run may add up to, in characters; past that older results are cut to their first lines. */
  maxScratchpadChars: number
  /** How many tokens the model may write in the whole run. */
  maxOutputTokens: number
}

/** The limits of a usual run; times in ms, text in characters. A thorough run has limits of its own, from the environment. */
export const defaultRunLimits: RunLimits = {
  maxTurns: 8,
  firstTokenMs: 120_000,
  betweenTokensMs: 60_000,
  quietMs: 5000,
  maxHistoryChars: 60_000,
  maxScratchpadChars: Infinity,
  maxOutputTokens: 16_000,
}

/**
 * All that the executor needs of the world: the question and what came before it, the model and the tools, the log, limits and
 * clock.
 */
export type ExecuteRunOptions = AskedQuestion & {
  log: EventSink
  threadId: ThreadId
  runId: RunId
  /** Images of the chat's files, of this question and of those before it. */
  seen?: SeenImage[]
  /** Names of images of earlier questions that the model is not shown again, since the provider refused them. */
  refusedImages?: string[]
  history: PastTurn[]
  /** The conversation as the client sends it, where no thread of it is stored. */
  conversation?: Conversation | undefined
  /** System messages of the app through which the person asks. */
  instructions?: string[] | undefined
  /** What that app sends beside the conversation. */
  app?: AppInput | undefined
  /** The results of that app's tools for the calls that the run before left to it. */
  answers?: AppAnswer[] | undefined
  model: AgentModel
  tools: Tool[]
  /** How the question is to be gone about. */
  mode?: RunMode | undefined
  /** The files of the chat; tools that look into them are among `tools`. */
  documents?: readonly DocumentInfo[]
  /** The point in another run that this one starts from. */
  from?: BranchPoint | undefined
  /** The steps of that run that this one keeps. They are not done again. */
  inheritedSteps?: InheritedSteps | undefined
  /** When it is aborted with an `AppError` the run fails with that; with any other reason the person stopped it. */
  signal: AbortSignal
  metadata: Pick<RunMetadata, 'deadlineMs' | 'outlivesConnection' | 'files'>
  limits: RunLimits
  now: () => number
  createId: () => string
  /** Called with the reason for which the run failed, before the ending is written. */
  onFailure: (error: AppError, reference: string) => void
}
