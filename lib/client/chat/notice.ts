import type { ErrorCode } from '@/lib/protocol/error'
import type { Ms } from '@/lib/protocol/event'
import {
  bufferedNotice,
  degradedNotice,
  formatReconnect,
  formatRunNotice,
  heldNotice,
  offlineNotice,
  stopNotices,
} from '@/lib/run-view/format-notice'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { lastRun } from '@/lib/run-view/thread-view'
import type { ChatState } from './chat-state'
import { canAnswerNow, findNextAction, type NextActionName } from './next-action'

/** The one thing that stands above the composer, and what can be done about it. */
export type ChatNotice = {
  tone: 'quiet' | 'warn' | 'danger'
  icon: 'alert' | 'offline' | 'stopped' | 'info'
  text: string
  action?: NextActionName | 'retry-now' | 'stop-again' | 'read-again' | 'load-again' | 'dismiss' | 'about-proxies'
  /** What was found can be answered with, in place of that action. */
  canAnswerNow?: boolean
}

/**
 * @param now Our clock, for the seconds until the next try.
 * @param isForgotten This browser cannot find the chat again, which is why the server does not know it either
 */
export const toNotice = (state: ChatState, now: Ms, isForgotten = false): ChatNotice | undefined =>
  (isForgotten && state.failure?.code === 'not-found' ? forgotten : toFailure(state)) ??
  toUndelivered(state) ??
  toConnectionNotice(state, now) ??
  toHeld(state) ??
  toUnsaved(state) ??
  (isForgotten ? forgotten : undefined) ??
  toEnding(state, now) ??
  toBufferingNotice(state)

/** True while the words count seconds down. */
export const isCounting = (state: ChatState): boolean =>
  state.connection.name === 'reconnecting' || lastRun(state.thread)?.notice?.retryInMs !== undefined

const forgotten: ChatNotice = {
  tone: 'warn',
  icon: 'alert',
  text: 'This browser does not save this site’s cookies, so you cannot find or continue this chat later. Allow cookies for this site, and copy what you want to keep.',
}

const toFailure = ({ failure }: ChatState): ChatNotice | undefined =>
  failure && {
    tone: 'danger',
    icon: 'alert',
    text: toFailureText(failure),
    action: failure.text === undefined && failure.code !== 'not-found' ? 'read-again' : 'dismiss',
  }

/** What could not be sent or read, and what is kept of it. */
export const toFailureText = ({ code, message, text }: NonNullable<ChatState['failure']>): string =>
  `${message}${text === undefined ? '' : (keptTexts[code] ?? '')}`

/** What is added where text that was not sent is back in the composer: a server says the same to whoever renames a chat. */
const keptTexts: Partial<Record<ErrorCode, string>> = {
  'not-saved': ' Your text is kept here.',
  restarting: ' Your text is kept here.',
  'disk-full': ' Your text is kept here. Send it again when there is space.',
  'database-unusable': ' Your text is kept here.',
}

/** What was wrong with the server's database when the page was made, until something newer is known. */
export const toProblemNotice = (problem: string | undefined): ChatNotice | undefined =>
  problem === undefined ? undefined : { tone: 'danger', icon: 'alert', text: problem, action: 'load-again' }

const toUndelivered = ({ live }: ChatState): ChatNotice | undefined => {
  if (!live?.stop || live.stop === 'asked') return undefined
  return { tone: 'warn', icon: 'alert', text: stopNotices[live.stop], action: 'stop-again' }
}

const toConnectionNotice = (state: ChatState, now: Ms): ChatNotice | undefined => {
  const outlives = lastRun(state.thread)?.outlivesConnection === true
  switch (state.connection.name) {
    case 'offline':
      return { tone: 'warn', icon: 'offline', text: formatOffline(state, outlives) }
    case 'reconnecting':
      return {
        tone: 'warn',
        icon: 'offline',
        text: formatReconnect(state.connection.retryAt - now, outlives),
        action: 'retry-now',
      }
    default:
      return undefined
  }
}

const formatOffline = (state: ChatState, outlives: boolean): string => {
  if (state.queued.length > 0) return offlineNotice
  return state.live && outlives ? 'You are offline. The run continues on the server.' : 'You are offline.'
}

const toHeld = ({ held, queued }: ChatState): ChatNotice | undefined =>
  held === undefined || queued.length === 0 ? undefined : { tone: 'warn', icon: 'alert', text: `${toCause(held)} ${heldNotice}` }

/** The first sentence says what is wrong; what follows is for a person whose text came back into the composer. */
const toCause = (message: string): string => /^.*?[.](?=\s|$)/.exec(message)?.[0] ?? message

const toUnsaved = ({ recording, live }: ChatState): ChatNotice | undefined =>
  recording === 'degraded' && live ? { tone: 'warn', icon: 'alert', text: degradedNotice } : undefined

const toBufferingNotice = ({ isBuffered }: ChatState): ChatNotice | undefined =>
  isBuffered && { tone: 'quiet', icon: 'info', text: bufferedNotice, action: 'about-proxies' }

const toEnding = (state: ChatState, now: Ms): ChatNotice | undefined => {
  const run = lastRun(state.thread)
  const text = run && formatRunNotice(run)
  if (!run || text === undefined) return undefined
  const action = state.live ? undefined : findNextAction(run)
  const ways = action && { action, canAnswerNow: canAnswerNow(run) }
  switch (run.state.name) {
    case 'stopped':
      return { tone: 'quiet', icon: 'stopped', text, ...ways }
    case 'failed':
      return { tone: 'danger', icon: 'alert', text, ...ways }
    case 'interrupted':
      return { tone: 'warn', icon: 'alert', text, ...ways }
    default:
      return isEnded(run) ? undefined : { tone: 'quiet', icon: 'info', text: withCountdown(run, text, now + state.clockSkewMs) }
  }
}

/** "The model provider is busy. Trying again in 12 s." with the seconds that are left. */
const withCountdown = ({ notice }: RunView, text: string, serverNow: Ms): string => {
  if (notice?.retryInMs === undefined) return text
  const seconds = Math.ceil(Math.max(0, notice.at + notice.retryInMs - serverNow) / 1000)
  const again = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again now.'
  return `${text.replace(/\s*Trying again.*$/, '')} ${again}`
}
