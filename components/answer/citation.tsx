'use client'

import { type PointerEvent, useContext, useRef } from 'react'
import { CitationContext } from './citation-context'
import { toSourceHref } from './safe-url'

/**
 * `[n]` as a chip that leads to its source. Its source may arrive after it; until then, and where there is none, it is
 * the text that the model wrote.
 */
export const Citation = ({ n, spaced }: { n: number; spaced: boolean }) => {
  const citations = useContext(CitationContext)
  const touched = useRef(false)
  const chip = useRef<HTMLAnchorElement>(null)
  const source = citations?.sources.find((one) => one.n === n)
  if (!citations || !source) return `${spaced ? ' ' : ''}[${n}]`
  const onPointer = (event: PointerEvent<HTMLAnchorElement>) => {
    touched.current = event.pointerType === 'touch'
    if (!touched.current) citations.onEnter(n, event.currentTarget)
  }
  return (
    <a
      ref={chip}
      className={citations.hot === n ? 'citation hot' : 'citation'}
      href={toSourceHref(source.url)}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={`Source ${n}: ${source.title}`}
      aria-describedby={citations.peek?.chip === chip.current ? citations.peek?.id : undefined}
      onPointerEnter={onPointer}
      onPointerDown={(event) => {
        touched.current = event.pointerType === 'touch'
      }}
      onPointerLeave={citations.onLeave}
      onFocus={(event) => !touched.current && citations.onEnter(n, event.currentTarget)}
      onBlur={citations.onLeave}
      onClick={(event) => {
        if (!touched.current) return
        event.preventDefault()
        citations.onTap(n, event.currentTarget)
      }}
    >
      {n}
    </a>
  )
}
