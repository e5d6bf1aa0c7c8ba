'use client'

import { useEffect, useMemo } from 'react'
import { preloadAnswer } from '@/components/answer/answer-section'
import { BrandMark } from '@/components/chat/brand-mark'
import { ThemeToggle } from '@/components/theme/theme-toggle'
import { productName } from '@/lib/protocol/brand'
import type { Ms } from '@/lib/protocol/event'
import { type StoredThread, toThreadView } from '@/lib/view/thread-view'
import { SharedTurn } from './shared-turn'

type Props = {
  thread: StoredThread
  createdAt: Ms
  /** A long conversation comes in pages, from its first question on; they count from 1. */
  page: number
  pages: number
}

/** A copy of a conversation as anyone with its link sees it: folded from its events as a live one is, with nothing to change. */
export const SharedScreen = ({ thread, createdAt, page, pages }: Props) => {
  const { title, turns } = useMemo(() => toThreadView(thread), [thread])
  useEffect(() => void preloadAnswer(), [])
  return (
    <div className="chat">
      <header className="top" data-lined>
        <a href="/" className="brand">
          <BrandMark />
          <b className="sr-only">{productName}</b>
        </a>
        <h1 title={title}>{title}</h1>
        <span className="grow" />
        <ThemeToggle />
      </header>
      <main>
        <div className="thread">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
          <section className="scroll" data-scroller aria-label="Shared conversation" tabIndex={0}>
            <div className="col">
              <aside className="shared-note" aria-label="About this copy">
                <p>
                  This is a shared copy from <time dateTime={new Date(createdAt).toISOString()}>{toDay(createdAt)}</time>.
                </p>
                <a href="/" className="btn">
                  Ask your own question
                </a>
              </aside>
              {turns.map((turn) => (
                <SharedTurn key={turn.messageId} turn={turn} />
              ))}
              {pages > 1 && (
                <nav className="shared-pages" aria-label="Pages">
                  {page > 1 && (
                    <a className="btn" href={`?page=${page - 1}`} rel="prev">
                      Earlier questions
                    </a>
                  )}
                  <span>
                    Page {page} of {pages}
                  </span>
                  {page < pages && (
                    <a className="btn" href={`?page=${page + 1}`} rel="next">
                      Later questions
                    </a>
                  )}
                </nav>
              )}
            </div>
          </section>
        </div>
      </main>
    </div>
  )
}

/** "26 November 2026"; the same on the server and in every browser. */
const toDay = (at: Ms): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
