'use client'

import { Fragment, type PointerEvent, useContext, useRef } from 'react'
import type { ShownMark } from '@/components/answer/markdown/render-inline'
import { cn } from '@/components/ui/cn'
import type { References } from '@/lib/markdown/tokens'
import type { Source } from '@/lib/protocol/event'
import { isText } from '@/lib/run-view/citation-marks'
import { bestPassage } from '@/lib/run-view/sentences'
import { safeUrl, toPassageHref, toSourceHref } from '@/lib/run-view/source-address'
import { CitationContext, citedSentence } from './citation-scope'

/**
 * Adjacent citations as links to their sources. A number without a source links to the address that the text defines for it
 * (`[1]: https://…`), otherwise it is left out. Without any sources, brackets stay text.
 */
export const Citations = ({ marks, references }: { marks: ShownMark[]; references: References }) => {
  const sources = useContext(CitationContext)?.sources ?? []
  const numbers = [...new Set(marks.flatMap((mark) => mark.numbers))]
  const chips = numbers.flatMap((n) => {
    const source = sources.find((one) => one.n === n)
    const url = source ? undefined : safeUrl(references.links.get(String(n)) ?? '')
    return source || url ? [{ n, source, url }] : []
  })
  if (chips.length === 0) {
    return marks.map((mark) => (sources.length === 0 ? mark.mayBeText : isText(mark)) && `${mark.isSpaced ? ' ' : ''}${mark.raw}`)
  }
  return (
    // The space keeps number and word apart for whoever copies or hears them.
    <span className="whitespace-nowrap">
      {' '}
      {chips.map(({ n, source, url }) => (
        <Fragment key={n}>{source ? <Citation source={source} /> : url && <DefinedCitation n={n} url={url} />}</Fragment>
      ))}
    </span>
  )
}

const chip = cn(
  'relative mr-px inline-flex h-4.25 min-w-4.5 items-center justify-center rounded-xs bg-fill px-1 align-[0.12em] [a+&]:ml-px',
  'font-medium text-2xs text-ink-2 leading-none tracking-[0] tabular-nums no-underline',
  'hover:bg-accent hover:text-on-accent data-hot:bg-accent data-hot:text-on-accent',
  // A finger needs more than its height; the text around it must not move for it.
  'before:absolute before:-inset-x-px before:-inset-y-1',
  'forced-colors:border forced-colors:border-current forced-colors:data-hot:outline-2 forced-colors:data-hot:outline-[Highlight]',
)

const DefinedCitation = ({ n, url }: { n: number; url: string }) => (
  <a className={chip} data-slot="citation" href={url} target="_blank" rel="noopener noreferrer nofollow" aria-label={`Link ${n}`}>
    {n}
  </a>
)

/** Whatever opens the link then, a press, a menu or another tab, opens it where the passage is. */
const leadToPassage = (link: HTMLAnchorElement, source: Source): void => {
  const href = toPassageHref(source, bestPassage(citedSentence(link), source))
  if (href) link.href = href
}

const Citation = ({ source }: { source: Source }) => {
  const citations = useContext(CitationContext)
  const touched = useRef(false)
  const link = useRef<HTMLAnchorElement>(null)
  const { n } = source
  const onPointer = (event: PointerEvent<HTMLAnchorElement>) => {
    touched.current = event.pointerType === 'touch'
    if (!touched.current) citations?.onEnter(n, event.currentTarget)
  }
  return (
    <a
      ref={link}
      className={chip}
      data-slot="citation"
      data-hot={citations?.hot === n || undefined}
      href={toSourceHref(source.url)}
      target="_blank"
      rel="noopener noreferrer nofollow"
      aria-label={`Source ${n}: ${source.title}`}
      aria-describedby={citations?.openCard?.chip === link.current ? citations?.openCard?.id : undefined}
      onPointerEnter={onPointer}
      onPointerDown={(event) => {
        touched.current = event.pointerType === 'touch'
        if (!touched.current) leadToPassage(event.currentTarget, source)
      }}
      onPointerLeave={citations?.onLeave}
      onFocus={(event) => !touched.current && citations?.onEnter(n, event.currentTarget)}
      onBlur={citations?.onLeave}
      onClick={(event) => {
        if (!touched.current) return leadToPassage(event.currentTarget, source)
        event.preventDefault()
        citations?.onTap(n, event.currentTarget)
      }}
    >
      {n}
    </a>
  )
}
