import { useEffect } from 'react'
import { lazyPart } from '@/components/ui/lazy-part'
import type { ChatState } from '@/lib/client/chat/chat-state'
import type { AnnouncerProps } from './announcer'
import type { RunNoticeProps } from './run-notice'

const announcer = lazyPart<AnnouncerProps>(() => import('./announcer').then(({ Announcer }) => Announcer))

/**
 * The live regions are fetched after the page is there, long before there is anything to say. If they could not be, they are
 * asked for again whenever there may be.
 */
export const LazyAnnouncer = (props: AnnouncerProps) => {
  const lazy = announcer.usePart()
  useRetry(lazy.name === 'failed' ? announcer.preload : undefined, props.state)
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

const runNotice = lazyPart<RunNoticeProps>(() => import('./run-notice').then(({ RunNotice }) => RunNotice))

/** The notice above the composer, loaded as soon as the page is there, and again like the live regions: most pages have none. */
export const LazyRunNotice = (props: RunNoticeProps) => {
  const lazy = runNotice.usePart()
  useRetry(lazy.name === 'failed' ? runNotice.preload : undefined, props.state)
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

/** Loads a part again, if `preload` is given, whenever there may be something to say. */
const useRetry = (preload: (() => Promise<void>) | undefined, { live, connection, failure }: ChatState): void => {
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these changes is something to say
  useEffect(() => {
    void preload?.()
  }, [preload, live, connection.name, failure])
}
