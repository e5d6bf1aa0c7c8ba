'use client'

import type { MouseEvent } from 'react'
import type { Note } from '@/lib/markdown/tokens'

/** The number of a footnote in the text, a link to the footnote. */
export const NoteMark = ({ note: { n, id } }: { note: Note }) => (
  <sup id={`${id}-mark`} tabIndex={-1}>
    <a className="px-0.5 no-underline" href={`#${id}`} aria-label={`Footnote ${n}`} onClick={goThere}>
      {n}
    </a>
  </sup>
)

/** The link at the end of a footnote, back to its number in the text. */
export const NoteBack = ({ note: { n, id } }: { note: Note }) => (
  <a
    className="no-underline"
    data-no-copy
    href={`#${id}-mark`}
    aria-label={`Back to where footnote ${n} is mentioned`}
    onClick={goThere}
  >
    ↩
  </a>
)

/** Moves the focus within the page without a history entry, so that Back still leaves the chat. */
const goThere = (event: MouseEvent<HTMLAnchorElement>): void => {
  const target = document.getElementById(event.currentTarget.hash.slice(1))
  if (!target) return
  event.preventDefault()
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'nearest' })
}
