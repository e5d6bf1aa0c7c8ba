import type { Ms } from '@/lib/protocol/event'
import { formatCount, formatDuration, formatRunBadge } from './format-run'
import { planOf, stepCallsOf } from './plan'
import { type Call, callsOf, failuresOf, isUnderWay, type RunView } from './state'

/** The words for steps: what a run does now, what a row says, and the summary of all of them. */

/** "Thought for 4.2 s", or "Thought for a moment" where that was too short to measure. */
export const formatThought = (span: Ms, formatSpan: (span: Ms) => string = formatDuration): string =>
  span < 100 ? 'Thought for a moment' : `Thought for ${formatSpan(span)}`

/**
 * What the run does now, for the run line: "Searching the web", "Running 3 tools in parallel", "Thinking". Where it has a plan, how far
 * that is comes first: "3 of 6 · Searching the web".
 */
export const formatLive = (run: RunView): string => {
  const plan = planOf(run)
  const now = formatNow(run)
  return plan?.count ? `${plan.count} · ${now}` : now
}

const formatNow = (run: RunView): string => {
  // A plan is written beside steps, which say more.
  const steps = stepCallsOf(run).filter(isUnderWay)
  const active = steps.length > 0 ? steps : callsOf(run).filter(isUnderWay)
  const [first, second] = active
  if (first && !second) return formatCallState(first)
  if (first) return `Running ${formatCount(active.length, sharedNoun(active))} in parallel`
  const wait = formatWait(run)
  if (wait) return wait.words
  switch (run.state.name) {
    case 'connecting':
      return 'Starting'
    case 'working':
      return 'Thinking'
    default:
      return formatRunBadge(run, 'open')
  }
}

/** Why the model has not answered yet ("The model is loading…"), and since when; `undefined` unless the server has sent a notice of it. */
export const formatWait = ({ notice, turns, state }: RunView): { words: string; since: Ms } | undefined =>
  notice?.code === 'waiting' && state.name === 'working'
    ? { words: notice.message.replace(/\.$/, '…'), since: turns.at(-1)?.startedAt ?? notice.at }
    : undefined

/**
 * One call in plain words, in the tense of its state. A tool with a written title speaks for itself
 * ("Searching the web"), any other by its name ("Running add").
 */
export const formatCallState = (call: Call): string => {
  if (call.state === 'running' && call.progress !== undefined) return call.progress
  const { title } = call.words
  switch (call.state) {
    case 'writing':
      return title?.running ?? `Writing arguments for ${call.name}`
    case 'running':
      return title?.running ?? `Running ${call.name}`
    case 'done':
      return title?.done ?? call.name
    default:
      return title?.todo ?? call.name
  }
}

/** `shared`: for people other than the one who pressed Stop. `corrected`: the model corrected the mistake by which the call failed. */
type StatusOptions = { shared?: boolean; corrected?: boolean }

/** The status at the end of a row; `undefined` when the call is done. */
export const formatCallStatus = (call: Call, { shared, corrected }: StatusOptions = {}): string | undefined => {
  switch (call.state) {
    case 'writing':
      return 'Writing…'
    case 'queued':
      return 'Queued'
    case 'running':
      return call.progress ?? 'Running…'
    case 'done':
      return undefined
    case 'failed':
      return corrected ? 'Corrected' : 'Failed'
    case 'cancelled':
      if (!call.began) return 'Not started'
      return shared ? 'Stopped' : 'Stopped by you'
  }
}

/** The status within a sentence: "running", "stopped by you"; "done" when the call is done. */
export const formatSpokenStatus = (call: Call, options?: StatusOptions): string =>
  (formatCallStatus(call, options) ?? 'Done').replace(/…$/, '').toLowerCase()

/** The folded steps: "3 steps" and "2 searches, 1 sum" (of a plan first how far it is), or "1 of 3 steps failed", or "The step failed" of one alone. */
export const formatSummary = (run: RunView): { steps: string; detail: string; failed: boolean } => {
  const calls = stepCallsOf(run)
  const plan = planOf(run)
  const done = plan?.count ? [`${plan.count} done`] : []
  const failed = failuresOf(run).length
  const steps = calls.length === 0 && plan ? 'Planned' : formatCount(calls.length, stepNoun)
  return {
    steps: failed === 0 ? steps : calls.length === 1 ? 'The step failed' : `${failed} of ${steps} failed`,
    detail: [...done, ...[...countByNoun(calls)].map(([noun, count]) => formatCount(count, noun))].join(', '),
    failed: failed > 0,
  }
}

/** "3 searches" where all calls are of the same sort, otherwise "3 tools". */
const sharedNoun = (calls: readonly Call[]): readonly [string, string] => {
  const nouns = [...countByNoun(calls).keys()]
  return nouns.length === 1 && nouns[0] ? nouns[0] : toolNoun
}

/** Groups calls by their noun, in the order in which the nouns first came. Nouns are arrays, so they are told apart by their singular. */
const countByNoun = (calls: readonly Call[]): Map<readonly [string, string], number> => {
  const counts = new Map<readonly [string, string], number>()
  for (const { words } of calls) {
    // Runs of earlier versions counted "1 time".
    const own = words.noun[0] === 'time' ? clockCheckNoun : words.noun
    const noun = [...counts.keys()].find(([singular]) => singular === own[0]) ?? own
    counts.set(noun, (counts.get(noun) ?? 0) + 1)
  }
  return counts
}

const stepNoun = ['step', 'steps'] as const
const toolNoun = ['tool', 'tools'] as const
const clockCheckNoun = ['clock check', 'clock checks'] as const
