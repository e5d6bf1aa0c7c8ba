'use client'

import { createContext, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { lazyPart } from '@/components/ui/lazy-part'
import type { Source } from '@/lib/protocol/event'
import { lastSentence } from '@/lib/run-view/sentences'
import type { HoverCardProps, SourceSheetProps } from './source-cards'

const hoverCard = lazyPart(() => import('./source-cards').then(({ HoverCard }) => HoverCard))
const sheet = lazyPart(() => import('./source-cards').then(({ SourceSheet }) => SourceSheet))

/** Loads the source cards, so that they also open offline. It never rejects. */
export const preloadSourceCards = async (): Promise<void> => {
  await Promise.all([hoverCard.preload(), sheet.preload()])
}

type Shown = { n: number; chip: HTMLElement; cited: string; as: 'card' | 'sheet' }

/** How long (ms) a pointer rests on a citation before its card opens, and how long the card stays while the pointer moves to it. */
const openAfterMs = 150
const closeAfterMs = 150

/** Provides `CitationContext` to one answer and its sources, and shows the card or sheet of the source in use. */
export const CitationScope = ({ sources, children }: { sources: Source[]; children: ReactNode }) => {
  const id = useId()
  const [pointed, setPointed] = useState<number>()
  const [shown, setShown] = useState<Shown>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const schedule = useCallback((ms: number, action: () => void) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(action, ms)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])

  const close = useCallback(() => {
    clearTimeout(timer.current)
    setPointed(undefined)
    setShown(undefined)
  }, [])
  const cancelTimer = useCallback(() => clearTimeout(timer.current), [])
  const onLeave = useCallback(() => {
    schedule(closeAfterMs, () => {
      setPointed(undefined)
      // The sheet takes the focus from its chip; that is no reason to close it.
      setShown((before) => (before?.as === 'sheet' ? before : undefined))
    })
  }, [schedule])
  const onEnter = useCallback(
    (n: number, chip: HTMLElement) => {
      void hoverCard.preload()
      setPointed(n)
      setShown((before) => (before?.chip === chip ? before : undefined))
      schedule(openAfterMs, () => setShown({ n, chip, cited: citedSentence(chip), as: 'card' }))
    },
    [schedule],
  )
  const onTap = useCallback(
    (n: number, chip: HTMLElement) => {
      cancelTimer()
      setShown({ n, chip, cited: citedSentence(chip), as: 'sheet' })
    },
    [cancelTimer],
  )

  const hot = shown?.as === 'sheet' ? shown.n : pointed
  const openCard = useMemo(() => (shown?.as === 'card' ? { id, chip: shown.chip } : undefined), [shown, id])
  const context = useMemo(
    () => ({ sources, hot, openCard, onEnter, onLeave, onTap }),
    [sources, hot, openCard, onEnter, onLeave, onTap],
  )
  const source = sources.find((one) => one.n === shown?.n)
  return (
    <CitationContext value={context}>
      {children}
      {shown && source && shown.as === 'card' && (
        <LazyHoverCard
          id={id}
          source={source}
          cited={shown.cited}
          chip={shown.chip}
          onEnter={cancelTimer}
          onLeave={onLeave}
          onClose={close}
        />
      )}
      {shown && source && shown.as === 'sheet' && <LazySourceSheet source={source} cited={shown.cited} onClose={close} />}
    </CitationContext>
  )
}

/** Shows nothing when its code cannot be loaded: the citation is still a link. */
const LazyHoverCard = (props: HoverCardProps) => {
  const lazy = hoverCard.usePart()
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

const LazySourceSheet = (props: SourceSheetProps) => {
  const lazy = sheet.usePart()
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

/** What the citations and source cards of one answer share: the source in use, and the handlers that change it. */
type Citations = {
  sources: Source[]
  /** The number of the source under the pointer or focus. */
  hot: number | undefined
  /** Called when the pointer or focus enters or leaves a citation. */
  onEnter(n: number, chip: HTMLElement): void
  onLeave(): void
  /** Called for a tap, as touch screens cannot hover. */
  onTap(n: number, chip: HTMLElement): void
  /** The id of the open card, and the citation it belongs to. */
  openCard: { id: string; chip: HTMLElement } | undefined
}

/** The citations of the answer around a part; `undefined` where text is drawn without sources. */
export const CitationContext = createContext<Citations | undefined>(undefined)

/** The sentence of the answer that a citation refers to: the text before it in its paragraph or table row, read from the page. */
export const citedSentence = (chip: HTMLElement): string => {
  const row = chip.closest('tr')
  if (row) return textOf(row)
  const block = chip.closest('p, li, h2, h3, h4, blockquote')
  if (!block) return ''
  const range = document.createRange()
  range.setStart(block, 0)
  range.setEndBefore(chip)
  const before = document.createElement('div')
  before.append(range.cloneContents())
  return lastSentence(textOf(before).trim())
}

const textOf = (node: Element): string => {
  const copy = node.cloneNode(true)
  if (copy instanceof Element) for (const chip of copy.querySelectorAll('[data-slot=citation]')) chip.remove()
  return copy.textContent ?? ''
}
