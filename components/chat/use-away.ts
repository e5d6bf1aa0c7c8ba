import { useEffect, useState, useSyncExternalStore } from 'react'
import type { RunId } from '@/lib/protocol/event'
import { isEnded, type RunView } from '@/lib/view/run-view'
import { toAway, toDocumentTitle, toFavicon } from './away'

/** Keeps the tab's title and icon true while the run is out of sight. */
export const useAway = (title: string | undefined, run: RunView | undefined): void => {
  const isHidden = useHidden()
  const [watched, setWatched] = useState<RunId>()
  const wanted = !isHidden ? undefined : run && !isEnded(run) ? run.runId : watched
  if (watched !== wanted) setWatched(wanted)

  const away = toAway(run, isHidden && watched === run?.runId)
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
