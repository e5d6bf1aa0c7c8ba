import type { Ms } from '@/lib/protocol/event'
import { callsOf, isAnswerSettled, isEnded, type RunView } from './run-view'

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

/** "1 step", "3 steps". */
export const formatCount = (count: number, [singular, plural]: readonly [string, string]): string =>
  `${count} ${count === 1 ? singular : plural}`

/** Text before a tool call may still turn out not to be the answer. */
const formatWriting = (run: RunView): string => (run.answer && !isAnswerSettled(run) ? 'Writing' : 'Answering')

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

/** The notice about this run above the composer: what happened, then what is saved. `undefined` when there is none. */
export const formatRunNotice = (run: RunView): string | undefined => {
  const { state } = run
  const finished = callsOf(run).filter((call) => call.state === 'done').length
  const ending = formatEnding(run)
  switch (state.name) {
    case 'stopped':
      return `${ending}${finished > 0 ? ` ${formatCount(finished, finishedStepNoun)} ${isOrAre(finished)} saved.` : ''}`
    case 'failed':
      return `${ending}${savedWith(state.message, finished)}`
    case 'interrupted':
      return ending
    default:
      // The run line says what is waited for, with a clock.
      return run.notice?.code === 'waiting' ? undefined : run.notice?.message
  }
}

/** How a run ended that failed or was stopped; `undefined` for any other. `shared`: for people other than the one who pressed Stop. */
export const formatEnding = ({ state }: RunView, { shared }: { shared?: boolean } = {}): string | undefined => {
  switch (state.name) {
    case 'stopped':
      return shared ? 'This run was stopped.' : 'You stopped this run.'
    case 'failed':
      return withReference(state.message, state.code === 'internal' ? state.reference : '')
    case 'interrupted':
      return state.message
    default:
      return undefined
  }
}

/** "Connection lost. Trying again in 3 s. The run continues on the server." The last part only where it is true. */
export const formatReconnect = (retryInMs: Ms, outlivesConnection: boolean): string => {
  const seconds = Math.ceil(Math.max(0, retryInMs) / 1000)
  const when = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.'
  return `Connection lost. ${when}${outlivesConnection ? ' The run continues on the server.' : ''}`
}

export const offlineNotice = 'You are offline. Your message will be sent when you are back online.'
/** The run was asked to stop, and has not ended yet. */
export const stoppingNotice = 'Stopping…'
/** Why a run goes on that was asked to stop. */
export const stopNotices = {
  undelivered: 'The server has not received Stop yet. The run is still going.',
  refused: 'The server did not allow this browser to stop the run. It is still going.',
}
/** Something on the network buffers streams. */
export const bufferedNotice =
  'Something on the network is delaying live updates, so this page now checks for them twice a second.'
export const degradedNotice =
  'This run is not being saved because the database is unavailable. It continues, and will be saved as soon as possible.'
/** Follows a sentence that says why nothing can be saved now. */
export const heldNotice = 'Your message will be sent as soon as it can be saved.'

const stepNoun = ['step', 'steps'] as const
const finishedStepNoun = ['finished step', 'finished steps'] as const

/** What is saved, unless the message says so itself. */
const savedWith = (message: string, finished: number): string => {
  if (/\b(saved|kept)\b/.test(message)) return ''
  return finished === 0 ? ' Your question is saved.' : ` Your question and ${formatCount(finished, stepNoun)} are saved.`
}

const withReference = (message: string, reference: string): string =>
  reference === '' || message.includes(reference) ? message : `${message} Reference ${reference}.`

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are')

const twoDigits = (value: number): string => String(value).padStart(2, '0')
