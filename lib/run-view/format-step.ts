import type { Ms } from '@/lib/protocol/event'
import { formatCount, formatDuration, toRunBadge } from './format-run'
import { type Call, callsOf, failuresOf, type RunView } from './run-view'

/** The words of steps: what a run does now, what a row says, what they come to. */

/** "Thought for 4.2 s"; what came at once took no time that could be told. */
export const formatThought = (span: Ms, toWords: (span: Ms) => string = formatDuration): string =>
  span < 100 ? 'Thought for a moment' : `Thought for ${toWords(span)}`

/** What the run does now, for the run line: "Searching the web", "Running 3 tools at once", "Thinking". */
export const formatLive = (run: RunView): string => {
  const active = callsOf(run).filter(isActive)
  const [first, second] = active
  if (first && !second) return formatCallState(first)
  if (first) return `Running ${formatCount(active.length, sharedNoun(active))} at once`
  const wait = formatWait(run)
  if (wait) return wait.words
  switch (run.state.name) {
    case 'connecting':
      return 'Starting'
    case 'working':
      return 'Thinking'
    default:
      return toRunBadge(run, 'open')
  }
}

/** What a model that has said nothing yet is doing ("The model is loading…"), and since when; where the server has said so. */
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
      return title?.running ?? `Writing the arguments for ${call.name}`
    case 'running':
      return title?.running ?? `Running ${call.name}`
    case 'done':
      return title?.done ?? call.name
    default:
      return title?.todo ?? call.name
  }
}

/**
 * The word at the right of a row; none when it is done. `short` is for narrow rows; `shared` for those who are not the
 * one who pressed Stop; `mended` where the model put its mistake right.
 */
export const formatCallStatus = (
  call: Call,
  { short, shared, mended }: { short?: boolean; shared?: boolean; mended?: boolean } = {},
): string | undefined => {
  switch (call.state) {
    case 'writing':
      return short ? 'Writing' : 'Writing arguments'
    case 'queued':
      return 'Waits for a free place'
    case 'running':
      return call.progress ?? 'Running'
    case 'done':
      return undefined
    case 'failed':
      return mended ? 'Corrected' : 'Failed'
    case 'cancelled':
      if (!call.began) return 'Not started'
      return shared ? 'Stopped' : 'Stopped by you'
  }
}

/** The folded steps: "3 steps" and "2 searches, 1 sum", or "1 of 3 steps failed", or "The step failed" of one alone. */
export const formatSummary = (run: RunView): { steps: string; detail: string; failed: boolean } => {
  const calls = callsOf(run)
  const failed = failuresOf(run).length
  const steps = formatCount(calls.length, STEP)
  return {
    steps: failed === 0 ? steps : calls.length === 1 ? 'The step failed' : `${failed} of ${steps} failed`,
    detail: [...countByNoun(calls)].map(([noun, count]) => formatCount(count, noun)).join(', '),
    failed: failed > 0,
  }
}

/** A group of calls of one turn: "1 of 3 finished". */
export const formatGroup = (calls: readonly Call[]): string =>
  `${calls.filter((call) => call.state === 'done').length} of ${calls.length} finished`

const isActive = (call: Call): boolean => call.state === 'writing' || call.state === 'queued' || call.state === 'running'

/** "3 searches at once" where all are the same sort, else "3 tools at once". */
const sharedNoun = (calls: readonly Call[]): readonly [string, string] => {
  const nouns = [...countByNoun(calls).keys()]
  return nouns.length === 1 && nouns[0] ? nouns[0] : TOOL
}

/** In the order in which the sorts first came. Nouns are arrays, so they are told apart by their singular. */
const countByNoun = (calls: readonly Call[]): Map<readonly [string, string], number> => {
  const counts = new Map<readonly [string, string], number>()
  for (const { words } of calls) {
    // Runs of earlier versions counted "1 time".
    const own = words.noun[0] === 'time' ? CLOCK_CHECK : words.noun
    const noun = [...counts.keys()].find(([singular]) => singular === own[0]) ?? own
    counts.set(noun, (counts.get(noun) ?? 0) + 1)
  }
  return counts
}

const STEP = ['step', 'steps'] as const
const TOOL = ['tool', 'tools'] as const
const CLOCK_CHECK = ['clock check', 'clock checks'] as const
