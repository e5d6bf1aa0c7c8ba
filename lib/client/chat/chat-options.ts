import { apiFetch } from '@/lib/client/api/api-fetch'
import type { PageVisibility } from '@/lib/client/connection/page-visibility'
import type { StreamSlots } from '@/lib/client/connection/stream-slots'
import type { Transport } from '@/lib/client/connection/transport'
import { isBrowserOnline, onBrowserWake } from '@/lib/client/timing/browser-wake'
import { type OnFrame, onAnimationFrame } from '@/lib/client/timing/on-frame'
import { type OnWake, type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms, ThreadId } from '@/lib/protocol/event'

/** What a chat is made from. All that is optional stands for a part of the browser, so that a terminal or a test can bring its own. */
export type ChatOptions = {
  threadId: ThreadId
  /** Nothing is stored under this id yet, so there is nothing to read. */
  isNew: boolean
  /** The thread comes by `preload`, so the first reading waits for that. */
  isPreloaded?: boolean
  /** Where the app is, for readers outside of its pages. */
  baseUrl?: string
  fetch?: typeof fetch
  now?: () => Ms
  schedule?: Schedule
  onFrame?: OnFrame
  onWake?: OnWake
  isOnline?: () => boolean
  /** These three come with the code that reads runs, where none are given. */
  slots?: StreamSlots
  visibility?: PageVisibility
  transport?: Transport
}

/** What the parts of a chat share: which thread it is, and the network, clock and screen they work with. */
export type ChatContext = Required<Omit<ChatOptions, 'isNew' | 'isPreloaded' | ReaderPart>> & Pick<ChatOptions, ReaderPart>

type ReaderPart = 'slots' | 'visibility' | 'transport'

/** The options with the browser's own parts where none were given. */
export const toChatContext = ({ isNew: _isNew, isPreloaded: _isPreloaded, ...given }: ChatOptions): ChatContext => ({
  baseUrl: '',
  fetch: apiFetch,
  now: Date.now,
  schedule: scheduleTimeout,
  onFrame: onAnimationFrame,
  onWake: onBrowserWake,
  isOnline: isBrowserOnline,
  ...given,
})
