'use client'

import { useCallback, useEffect } from 'react'
import { FormattedAnswer } from '@/components/answer/formatted-answer'
import { ReadOnlyThread, ThreadNote } from '@/components/thread/read-only-thread'
import { button } from '@/components/ui/button'
import { loadTooltips } from '@/components/ui/lazy-part'
import { BrandMark, brandLink } from '@/components/ui/page-frame'
import type { ReadEvents } from '@/lib/client/api/read-events'
import { productName } from '@/lib/protocol/brand'
import type { Ms, ShareId } from '@/lib/protocol/event'
import { formatDate } from '@/lib/run-view/format-run'
import type { StoredThread } from '@/lib/run-view/thread-view'

type Props = {
  shareId: ShareId
  /** Its events are compacted. */
  thread: StoredThread
  createdAt: Ms
  /** Long threads have several pages, beginning with the first question; page numbers start at 1. */
  page: number
  pages: number
}

/** The page behind a public link: a read-only copy of a thread. */
export const SharedScreen = ({ shareId, thread, createdAt, page, pages }: Props) => {
  useEffect(loadTooltips, [])
  const readEvents = useCallback<ReadEvents>(
    async (request) => {
      const { fetchSharedEvents } = await import('@/lib/client/api/read-events')
      return fetchSharedEvents(shareId, request)
    },
    [shareId],
  )
  const home = (
    <a href="/" className={brandLink}>
      <BrandMark />
      <b className="sr-only" data-slot="visually-hidden">
        {productName}
      </b>
    </a>
  )
  const note = (
    <ThreadNote
      label="About this copy"
      action={
        <a href="/" className={button()}>
          Ask your own question
        </a>
      }
    >
      This is a shared copy from <time dateTime={new Date(createdAt).toISOString()}>{formatDate(createdAt)}</time>.
    </ThreadNote>
  )
  return (
    <ReadOnlyThread
      thread={thread}
      renderer={FormattedAnswer}
      readEvents={readEvents}
      label="Shared chat"
      home={home}
      note={note}
    >
      {pages > 1 && (
        <nav
          aria-label="Pages"
          className="flex flex-wrap items-center justify-center gap-x-3.5 gap-y-2 text-ink-3 text-sm print:hidden"
        >
          {page > 1 && (
            <a className={button()} href={`?page=${page - 1}`} rel="prev">
              Earlier questions
            </a>
          )}
          <span>
            Page {page} of {pages}
          </span>
          {page < pages && (
            <a className={button()} href={`?page=${page + 1}`} rel="next">
              Later questions
            </a>
          )}
        </nav>
      )}
    </ReadOnlyThread>
  )
}
