import type { Ms } from '@/lib/protocol/event'
import { isAnswerSettled, isEnded, type RunView } from './state'

/** The words for runs, in one place so that the screen, the terminal and screen readers say the same. */

/** A span as a clock shows it, rounded down: `0.4 s`, `12 s`, `1 m 04 s`, `1 h 02 m`. */
export const formatDuration = (span: Ms): string => {
  const ms = Math.max(0, span)
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} m ${twoDigits(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`
}

/** A span for a screen reader: "0.4 seconds", "12 seconds", "1 minute 4 seconds". */
export const formatSpokenTime = (span: Ms): string => {
  const ms = Math.max(0, span)
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} seconds`
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.floor(seconds / 60)
  return `${formatCount(minutes, ['minute', 'minutes'])} ${formatCount(seconds % 60, ['second', 'seconds'])}`
}

/** "26 November 2026"; the same on the server and in every browser. */
export const formatDate = (at: Ms): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** How long the run has taken, at `now` by the server's clock. */
export const elapsedOf = (run: RunView, now: Ms): Ms => (isEnded(run) ? run.lastEventAt : now) - run.startedAt

/** "1 step", "3 steps", "10,000 steps". */
export const formatCount = (count: number, [singular, plural]: readonly [string, string]): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? singular : plural}`

/** Text before a tool call may still turn out not to be the answer. */
const formatWriting = (run: RunView): string => (run.answer && !isAnswerSettled(run) ? 'Writing' : 'Answering')

/** How the connection to a run is, as far as its words depend on it. */
export type ConnectionState = 'open' | 'connecting' | 'reconnecting' | 'offline'

/** The badge in the header, without its clock. The state of the connection matters only while the run goes on. */
export const formatRunBadge = (run: RunView, connection: ConnectionState): string => {
  if (!isEnded(run) && connection === 'reconnecting') return 'Reconnecting'
  if (!isEnded(run) && connection === 'offline') return 'Offline'
  switch (run.state.name) {
    case 'connecting':
      return 'Connecting'
    case 'working':
      return 'Working'
    case 'answering':
      return formatWriting(run)
    case 'done':
      return 'Done'
    case 'stopped':
      return 'Stopped'
    case 'failed':
      return 'Stopped on an error'
    case 'interrupted':
      return 'Interrupted'
  }
}

/** The run was asked to stop, and has not ended yet. */
export const stoppingNotice = 'Stopping…'
const twoDigits = (value: number): string => String(value).padStart(2, '0')
