import { useEffect } from 'react'
import { lazyPart } from '@/components/ui/lazy-part'
import type { AnnouncerProps } from './announcer'
import type { RunNoticeProps } from './run-notice'

const announcer = lazyPart<AnnouncerProps>(() => import('./announcer').then(({ Announcer }) => Announcer))

/**
 * The live regions are fetched after the page is there, long before there is anything to say. If they could not be, they are
 * asked for again whenever there may be.
 */
export const LazyAnnouncer = (props: AnnouncerProps) => {
  const lazy = announcer.usePart()
  const { live, connection, failure } = props.state
  const hasFailed = lazy.name === 'failed'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these changes is something to say
  useEffect(() => {
    if (hasFailed) void announcer.preload()
  }, [hasFailed, live, connection.name, failure])
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

const runNotice = lazyPart<RunNoticeProps>(() => import('./run-notice').then(({ RunNotice }) => RunNotice))

/** The notice above the composer, loaded as soon as the page is there: most pages have none. */
export const LazyRunNotice = (props: RunNoticeProps) => {
  const lazy = runNotice.usePart()
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}
