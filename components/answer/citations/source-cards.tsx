'use client'

import { ArrowUpRight } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Dialog } from '@/components/ui/dialog'
import { OpenedMark, SourceSite } from '@/components/ui/source-site'
import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Source } from '@/lib/protocol/event'
import { formatDate } from '@/lib/run-view/format-run'
import { formatPlace } from '@/lib/run-view/format-source'
import { bestPassage } from '@/lib/run-view/sentences'
import { toPassageHref } from '@/lib/run-view/source-address'

export type HoverCardProps = {
  id: string
  source: Source
  cited: string
  chip: HTMLElement
  onEnter(): void
  onLeave(): void
  onClose(): void
}

/** The hover card of a citation, with details of its source. The pointer can enter it; `Esc` and scrolling close it. */
export const HoverCard = ({ id, source, cited, chip, onEnter, onLeave, onClose }: HoverCardProps) => {
  const card = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = card.current
    if (!element) return
    const size = { width: element.offsetWidth, height: Math.min(element.scrollHeight + 2, tallest) }
    const { left, top, maxHeight } = placeHoverCard(chip.getBoundingClientRect(), size, {
      width: innerWidth,
      height: innerHeight,
    })
    Object.assign(element.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${Math.min(maxHeight, tallest)}px` })
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const element = card.current
      const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      // Whoever came by the keyboard reads a long passage from there.
      if (direction && element && element.scrollHeight > element.clientHeight && document.activeElement === chip) {
        element.scrollBy({ top: direction * lineHeight })
        event.preventDefault()
        return
      }
      if (event.key !== 'Escape') return
      event.stopPropagation() // the topmost thing closes; the run goes on
      event.preventDefault()
      onClose()
    }
    const onScroll = (event: Event) => {
      if (!(event.target instanceof Node && card.current?.contains(event.target))) onClose()
    }
    window.addEventListener('keydown', onKey, true)
    window.addEventListener('scroll', onScroll, true)
    window.addEventListener('resize', onClose)
    return () => {
      window.removeEventListener('keydown', onKey, true)
      window.removeEventListener('scroll', onScroll, true)
      window.removeEventListener('resize', onClose)
    }
  }, [onClose, chip])

  return createPortal(
    <div
      ref={card}
      id={id}
      data-slot="hover-card"
      className="fixed z-card w-[min(326px,calc(100vw-24px))] animate-rise overflow-y-auto rounded-md border border-line bg-surface px-3.5 pt-3.25 shadow-2 forced-colors:border-[CanvasText]"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      <SourceDetails source={source} cited={cited} />
    </div>,
    document.body,
  )
}

type Box = { top: number; bottom: number; left: number; right: number }
type Size = { width: number; height: number }

/** Distances in px: from the citation to the card, and from the card to the edges of the window. */
const chipGap = 8
/** A longer passage scrolls in its card; px. */
const tallest = 320
/** What an arrow key scrolls; px. */
const lineHeight = 40
const edge = 12

/**
 * The position of the card, in px of the window: under its citation, or above it where there is more room, so that it never
 * covers the citation. `maxHeight` is the height that fits.
 */
export const placeHoverCard = (chip: Box, card: Size, view: Size): { left: number; top: number; maxHeight: number } => {
  const below = view.height - edge - (chip.bottom + chipGap)
  const above = chip.top - chipGap - edge
  const isBelow = card.height <= below || below >= above
  const maxHeight = Math.max(0, isBelow ? below : above)
  const height = Math.min(card.height, maxHeight)
  const middle = (chip.left + chip.right) / 2 - card.width / 3
  const left = Math.max(edge, Math.min(middle, view.width - edge - card.width))
  return { left, top: isBelow ? chip.bottom + chipGap : chip.top - chipGap - height, maxHeight }
}

export type SourceSheetProps = { source: Source; cited: string; onClose(): void }

/** The same details as `HoverCard` in a dialog, for touch screens. */
export const SourceSheet = ({ source, cited, onClose }: SourceSheetProps) => (
  <Dialog label={`Source ${source.n}: ${source.title}`} onClose={onClose}>
    {(close) => (
      <div className="pt-4">
        <SourceDetails source={source} cited={cited} isLarge />
        <Button className="mt-2 w-full" onClick={close}>
          Close
        </Button>
      </div>
    )}
  </Dialog>
)

type Props = {
  source: Source
  /** The sentence of the answer that cites it. */
  cited: string
  /** Larger text for touch screens, and the whole passage. */
  isLarge?: boolean
}

/** The site, title and passage of a source. The sentence that supports the answer is highlighted. */
export const SourceDetails = ({ source, cited, isLarge = false }: Props) => {
  const passage = bestPassage(cited, source)
  const { text, span, place } = passage
  return (
    <div className={cn('flex flex-col leading-normal', isLarge ? 'text-md' : 'text-sm')}>
      <SourceSite url={source.url}>
        {source.date && (
          <time className="flex-none" dateTime={source.date}>
            · {formatDate(Date.parse(source.date))}
          </time>
        )}
        <span className="ml-auto flex flex-none">{source.isOpened ? <OpenedMark /> : 'From search'}</span>
      </SourceSite>
      <b dir="auto" className={cn('mt-1.5 mb-1 font-semibold leading-[1.4]', isLarge && 'text-lg')}>
        {source.title}
      </b>
      {place && (
        <span dir="auto" className="mb-1 text-ink-3 text-xs first-letter:uppercase">
          {formatPlace(place)}
        </span>
      )}
      <q dir="auto" className="text-ink-2 wrap-anywhere [quotes:none]">
        {span ? (
          <>
            {shortenStart(text.slice(0, span.start))}
            <mark className="rounded-[2px] bg-accent/16 px-px text-inherit">{text.slice(span.start, span.end)}</mark>
            {text.slice(span.end)}
          </>
        ) : (
          text
        )}
      </q>
      <a
        href={toPassageHref(source, passage)}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className={cn(
          'inline-flex items-center gap-1.25 self-start pt-2.25 font-medium text-accent-ink',
          // In sight under a passage that is longer than the card.
          isLarge ? 'min-h-10' : 'sticky bottom-0 w-full bg-surface pb-3',
        )}
      >
        {isDocumentAddress(source.url) ? 'Open file' : 'Open page'} <ArrowUpRight size={14} aria-hidden="true" />
      </a>
    </div>
  )
}

/** Shortens a long text before the highlighted sentence, so that the sentence is in view. */
const shortenStart = (text: string): string => (text.length > 160 ? `…${text.slice(-120).replace(/^\S*/, '')}` : text)
