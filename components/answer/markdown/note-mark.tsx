'use client'

import type { MouseEvent } from 'react'
import type { Note } from './tokens'

/** The number of a footnote, which leads to what it says. */
export const NoteMark = ({ note: { n, id } }: { note: Note }) => (
  <sup id={`${id}-mark`} tabIndex={-1}>
    <a className="px-0.5 no-underline" href={`#${id}`} aria-label={`Footnote ${n}`} onClick={goThere}>
      {n}
    </a>
  </sup>
)

/** From what a footnote says back to where it is mentioned. */
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

/** In the page, and not in its history: Back leaves the chat, as it did before. */
const goThere = (event: MouseEvent<HTMLAnchorElement>): void => {
  const target = document.getElementById(event.currentTarget.hash.slice(1))
  if (!target) return
  event.preventDefault()
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'nearest' })
}
