import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import {
  type BackgroundStatus,
  backgroundLabels,
  toBackgroundStatus,
  toDocumentTitle,
  toFavicon,
} from '@/components/context/background-status'
import { useSettings } from '@/components/context/settings'
import type { RunId } from '@/lib/protocol/event'
import { isEnded, type RunView } from '@/lib/run-view/state'

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
