'use client'

import { useEffect, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import type { Source } from '@/lib/protocol/event'
import { placeHoverCard } from './place-hover-card'
import { SourceDetails } from './source-details'

export type HoverCardProps = {
  id: string
  source: Source
  cited: string
  chip: HTMLElement
  onEnter(): void
  onLeave(): void
  onClose(): void
}

/** A source beside the chip that the pointer or focus is on. It can be entered, and closes on Esc and when the page scrolls. */
export const HoverCard = ({ id, source, cited, chip, onEnter, onLeave, onClose }: HoverCardProps) => {
  const card = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = card.current
    if (!element) return
    const size = { width: element.offsetWidth, height: element.scrollHeight + 2 }
    const { left, top, maxHeight } = placeHoverCard(chip.getBoundingClientRect(), size, {
      width: innerWidth,
      height: innerHeight,
    })
    Object.assign(element.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${maxHeight}px` })
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
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
  }, [onClose])

  return createPortal(
    <div
      ref={card}
      id={id}
      data-slot="hover-card"
      className="fixed z-card w-[min(326px,calc(100vw-24px))] animate-rise overflow-y-auto rounded-md border border-line bg-surface px-3.5 pt-3.25 pb-3 shadow-2 forced-colors:border-[CanvasText]"
      onPointerEnter={onEnter}
      onPointerLeave={onLeave}
    >
      <SourceDetails source={source} cited={cited} />
    </div>,
    document.body,
  )
}
