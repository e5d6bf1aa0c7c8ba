import type { ShareAsk } from '@/lib/client/api/share-requests'
import type { ThreadId } from '@/lib/protocol/event'
import { formatCount } from '@/lib/run-view/format-run'
import { callsOf, isEnded, type RunView } from '@/lib/run-view/state'
import { shownRun, type TurnView } from '@/lib/run-view/thread-view'

/** A chat as it is on screen, or one answer of it. */
export type Shareable =
  | { kind: 'thread'; threadId: ThreadId; title: string; turns: TurnView[]; earlier: number }
  | { kind: 'run'; threadId: ThreadId; question: string; run: RunView }

/** Loads the questions before those on the page. */
export type EarlierQuestions = { state: 'loading' | 'failed' | undefined; onLoad(): void }

type SharePreview = {
  /** "3 questions with their answers, 7 steps and 5 sources". */
  words: string
  questions: string[]
  /** How many questions come before those and are not loaded yet. */
  earlier: number
  /** Private tools were used, whose input and output are left out. */
  hasPrivate: boolean
}

/** Describes what a link would show. A run that has not ended is not included. */
export const toPreview = (what: Shareable): SharePreview => {
  const shown = findShownRuns(what)
  const earlier = what.kind === 'thread' ? what.earlier : 0
  const calls = shown.flatMap(({ run }) => callsOf(run))
  const sources = shown.reduce((count, { run }) => count + run.sources.length, 0)
  const count = shown.length + earlier
  const parts = [
    count === 1 ? '1 question with its answer' : `${count} questions with their answers`,
    ...(calls.length > 0 ? [formatCount(calls.length, ['step', 'steps'])] : []),
    ...(sources > 0 ? [formatCount(sources, ['source', 'sources'])] : []),
  ]
  const words = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '')
  return {
    // The steps and sources of earlier turns are not known here.
    words: earlier > 0 ? `${parts[0]}, their steps and sources` : words,
    questions: shown.map(({ question }) => question),
    earlier,
    hasPrivate: calls.some((call) => call.words.private),
  }
}

/** The request for a link to what is on screen. Runs that go on are left out. */
export const toShareAsk = (what: Shareable): ShareAsk => ({
  threadId: what.threadId,
  ...(what.kind === 'run' && { runId: what.run.runId }),
  shown: findShownRuns(what).map(({ run }) => run.runId),
})

const findShownRuns = (what: Shareable): { question: string; run: RunView }[] => {
  if (what.kind === 'run') return [{ question: what.run.question ?? what.question, run: what.run }]
  return what.turns.flatMap((turn) => {
    const run = findEndedRun(turn)
    return run ? [{ question: run.question ?? turn.question, run }] : []
  })
}

/** The version on screen if it has ended, else the newest that has. */
const findEndedRun = (turn: TurnView): RunView | undefined => {
  const shown = shownRun(turn)
  return shown && isEnded(shown) ? shown : turn.versions.findLast(isEnded)
}
