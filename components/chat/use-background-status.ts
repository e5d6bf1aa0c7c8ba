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
import { isEnded, type RunView } from '@/lib/run-view/run-view'

/** Keeps the tab's title and icon true while the run is out of sight, and tells of its end where that was asked for. */
export const useBackgroundStatus = (title: string | undefined, run: RunView | undefined): void => {
  const isHidden = useHidden()
  const [watched, setWatched] = useState<RunId>()
  const wanted = !isHidden ? undefined : run && !isEnded(run) ? run.runId : watched
  if (watched !== wanted) setWatched(wanted)

  const away = toBackgroundStatus(run, isHidden && watched === run?.runId)
  const documentTitle = toDocumentTitle(title, away)
  useEffect(() => {
    document.title = documentTitle
  }, [documentTitle])

  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"][type="image/svg+xml"]')
    if (!icon || !away) return
    const atRest = icon.href
    icon.href = toFavicon(away)
    return () => {
      icon.href = atRest
    }
  }, [away])
  useNotice(title, run?.runId, away)
}

/** A notification when what worked out of sight has ended there. */
const useNotice = (title: string | undefined, runId: RunId | undefined, away: BackgroundStatus | undefined): void => {
  const { notify } = useSettings()
  const before = useRef<BackgroundStatus>(undefined)
  useEffect(() => {
    const worked = before.current === 'working'
    before.current = away
    if (!notify || !worked || !runId || !away || away === 'working') return
    const words = backgroundLabels[away].slice(2)
    void import('@/components/settings/notifications').then(
      ({ notifyOfRun }) => notifyOfRun({ runId, title: title ?? '', words }),
      () => undefined, // Offline: the tab's title and icon say the same.
    )
  }, [away, notify, runId, title])
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
