import { memo, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import {
  type BackgroundStatus,
  backgroundLabels,
  toBackgroundStatus,
  toDocumentTitle,
  toFavicon,
} from '@/components/context/background-status'
import { useSettings } from '@/components/context/settings'
import { CodeText } from '@/components/ui/status'
import type { ChatState } from '@/lib/client/chat/chat-state'
import { toFailureText } from '@/lib/client/chat/notice'
import { type Schedule, scheduleTimeout } from '@/lib/client/timing/schedule'
import type { Ms, RunId } from '@/lib/protocol/event'
import { type Announcements, formatAnnouncements } from '@/lib/run-view/announcements'
import { bufferedNotice, degradedNotice, stopNotices } from '@/lib/run-view/format-notice'
import { formatCount, stoppingNotice } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { lastRun } from '@/lib/run-view/thread-view'

type Line = { id: number; text: string }
export type AnnouncerProps = {
  state: ChatState
  /** The title of the chat, for the tab and for a notification. */
  title?: string | undefined
  /** Something that was just done by key and shows nowhere else; each object is said once. */
  said?: { text: string } | undefined
}

/**
 * Says what happens to those who do not see it: in the only two live regions of the page, and of a tab in the background in its title, its
 * icon and a notification. The words of the answer are not spoken as they arrive.
 */
export const Announcer = ({ state, title, said }: AnnouncerProps) => {
  const [polite, setPolite] = useState<Line>({ id: 0, text: '' })
  const [assertive, setAssertive] = useState<Line>({ id: 0, text: '' })
  const queue = useRef<SpeechQueue>(undefined)
  const before = useRef(state)
  useBackgroundStatus(title, lastRun(state.thread))

  useEffect(() => {
    const speech = createSpeechQueue((text) => setPolite(({ id }) => ({ id: id + 1, text })))
    queue.current = speech
    return () => speech.close()
  }, [])

  useEffect(() => {
    const lines = toStateLines(before.current, state)
    before.current = state
    queue.current?.add(lines.polite)
    if (lines.assertive.length > 0) setAssertive(({ id }) => ({ id: id + 1, text: lines.assertive.join(' ') }))
  }, [state])

  useEffect(() => {
    if (said) queue.current?.add([said.text])
  }, [said])

  return (
    <>
      <PoliteRegion {...polite} />
      <AssertiveRegion {...assertive} />
    </>
  )
}

const PoliteRegion = memo(({ id, text }: Line) => (
  <div className="sr-only" role="status" aria-live="polite">
    <p key={id}>
      <CodeText text={text} />
    </p>
  </div>
))

const AssertiveRegion = memo(({ id, text }: Line) => (
  <div className="sr-only" data-slot="visually-hidden" role="alert" aria-live="assertive">
    <p key={id}>
      <CodeText text={text} />
    </p>
  </div>
))

/** What is to be said between two states of the chat: of its newest run, of the connection, of a message that was not sent. */
export const toStateLines = (before: ChatState, after: ChatState): Announcements => {
  const [runBefore, runAfter] = [lastRun(before.thread), lastRun(after.thread)]
  const isSameRun = runBefore && runAfter && runBefore.runId === runAfter.runId
  const lines = isSameRun ? formatAnnouncements(runBefore, runAfter) : { polite: [], assertive: [] }
  const lost = after.connection.name === 'reconnecting' && before.connection.name !== 'reconnecting'
  const failed = after.failure && after.failure !== before.failure
  const degraded = after.recording === 'degraded' && before.recording === 'ok'
  const [stopBefore, stop] = [before.live?.stop, after.live?.stop]
  const returned = after.returned && after.returned !== before.returned
  return {
    polite: [
      ...lines.polite,
      ...toEarlierLines(before, after),
      ...(degraded ? [degradedNotice] : []),
      ...(after.isBuffered && !before.isBuffered ? [bufferedNotice] : []),
      ...(stop === 'asked' && stopBefore !== 'asked' ? [stoppingNotice] : []),
      ...(returned ? ['Your queued message is back in the message field.'] : []),
    ],
    assertive: [
      ...lines.assertive,
      ...(stop && stop !== 'asked' && stop !== stopBefore ? [stopNotices[stop]] : []),
      ...(lost ? ['Connection lost.'] : []),
      ...(failed && after.failure ? [toFailureText(after.failure)] : []),
    ],
  }
}

const toEarlierLines = (before: ChatState, after: ChatState): string[] => {
  if (before.earlier !== 'loading' || after.earlier === 'loading') return []
  if (after.earlier === 'failed') return ['Earlier questions could not be loaded.']
  const count = before.thread.earlier - after.thread.earlier
  return count > 0 ? [`${formatCount(count, ['earlier question is', 'earlier questions are'])} shown above.`] : []
}

export type SpeechQueue = { add(lines: string[]): void; close(): void }

/** A screen reader needs time for a line; what comes in the meantime is joined. */
const gapMs: Ms = 1500

/** Says the first line at once and then at most one every 1.5 s, joined when several came. */
export const createSpeechQueue = (say: (line: string) => void, schedule: Schedule = scheduleTimeout): SpeechQueue => {
  let waiting: string[] = []
  let cancel: (() => void) | undefined

  const next = (): void => {
    cancel = undefined
    if (waiting.length === 0) return
    const line = waiting.join(' ')
    waiting = []
    cancel = schedule(gapMs, next)
    say(line)
  }
  return {
    add: (lines) => {
      waiting.push(...lines)
      if (!cancel) next()
    },
    close: () => {
      cancel?.()
      cancel = undefined
    },
  }
}

/** Shows in the tab's title and icon what the run does while the tab is hidden, and notifies of its end where that is switched on. */
export const useBackgroundStatus = (title: string | undefined, run: RunView | undefined): void => {
  const isHidden = useHidden()
  const [watched, setWatched] = useState<RunId>()
  const wanted = !isHidden ? undefined : run && !isEnded(run) ? run.runId : watched
  if (watched !== wanted) setWatched(wanted)

  const status = toBackgroundStatus(run, isHidden && watched === run?.runId)
  const documentTitle = toDocumentTitle(title, status)
  useEffect(() => {
    document.title = documentTitle
  }, [documentTitle])

  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"][type="image/svg+xml"]')
    if (!icon || !status) return
    const atRest = icon.href
    icon.href = toFavicon(status)
    return () => {
      icon.href = atRest
    }
  }, [status])
  useNotice(title, run?.runId, status)
}

/** Sends a notification when a run has ended in a hidden tab. */
const useNotice = (title: string | undefined, runId: RunId | undefined, status: BackgroundStatus | undefined): void => {
  const { notify } = useSettings()
  const before = useRef<BackgroundStatus>(undefined)
  useEffect(() => {
    const worked = before.current === 'working'
    before.current = status
    if (!notify || !worked || !runId || !status || status === 'working') return
    const words = backgroundLabels[status].slice(2)
    void import('@/components/settings/notifications').then(
      ({ notifyOfRun }) => notifyOfRun({ runId, title: title ?? '', words }),
      () => undefined, // Offline: the tab's title and icon say the same.
    )
  }, [status, notify, runId, title])
}

const useHidden = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => document.hidden,
    () => false,
  )

const subscribe = (onChange: () => void): (() => void) => {
  document.addEventListener('visibilitychange', onChange)
  return () => document.removeEventListener('visibilitychange', onChange)
}
