import type { Ms } from '@/lib/protocol/event'
import { formatCount } from './format-run'
import { stepCallsOf } from './plan'
import type { RunView } from './state'

/** The sentences above the composer: how a run ended, the connection, and what is or is not saved. The terminal says the same. */

/** The notice about this run above the composer: what happened, then what is saved. `undefined` when there is none. */
export const formatRunNotice = (run: RunView): string | undefined => {
  const { state } = run
  const finished = stepCallsOf(run).filter((call) => call.state === 'done').length
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

/** What is said while the browser has no network. */
export const offlineNotice = 'You are offline. Your message will be sent when you are back online.'
/** Why a run goes on that was asked to stop. */
export const stopNotices = {
  undelivered: 'The server has not received Stop yet. The run is still going.',
  refused: 'The server did not allow this browser to stop the run. It is still going.',
}
/** Something on the network buffers streams. */
export const bufferedNotice =
  'Something on the network is delaying live updates, so this page now checks for them twice a second.'
/** What is said while the events of a run are shown but cannot be stored. */
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
