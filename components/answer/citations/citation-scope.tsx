'use client'

import { createContext, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import { lazyPart } from '@/components/ui/lazy-part'
import type { Source } from '@/lib/protocol/event'
import { citedSentence } from './sentences'
import type { HoverCardProps, SourceSheetProps } from './source-cards'

const peekCard = lazyPart(() => import('./source-cards').then(({ HoverCard }) => HoverCard))
const sheet = lazyPart(() => import('./source-cards').then(({ SourceSheet }) => SourceSheet))

/** Fetches what shows a source up close, so that it is there without a network too. It never rejects. */
export const preloadSourceCards = async (): Promise<void> => {
  await Promise.all([peekCard.preload(), sheet.preload()])
}

type Shown = { n: number; chip: HTMLElement; cited: string; as: 'peek' | 'sheet' }

/** A card opens when a pointer rests on its chip this long, and stays this long while the pointer travels to it. */
const OPEN_AFTER_MS = 150
const CLOSE_AFTER_MS = 150

/** Shares with everything inside which source is meant, and shows its card or sheet. */
export const CitationScope = ({ sources, children }: { sources: Source[]; children: ReactNode }) => {
  const id = useId()
  const [pointed, setPointed] = useState<number>()
  const [shown, setShown] = useState<Shown>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const later = useCallback((ms: number, act: () => void) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(act, ms)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])

  const close = useCallback(() => {
    clearTimeout(timer.current)
    setPointed(undefined)
    setShown(undefined)
  }, [])
  const keep = useCallback(() => clearTimeout(timer.current), [])
  const leave = useCallback(() => {
    later(CLOSE_AFTER_MS, () => {
      setPointed(undefined)
      // The sheet takes the focus from its chip; that is no reason to close it.
      setShown((before) => (before?.as === 'sheet' ? before : undefined))
    })
  }, [later])
  const enter = useCallback(
    (n: number, chip: HTMLElement) => {
      void peekCard.preload()
      setPointed(n)
      setShown((before) => (before?.chip === chip ? before : undefined))
      later(OPEN_AFTER_MS, () => setShown({ n, chip, cited: citedSentence(chip), as: 'peek' }))
    },
    [later],
  )
  const tap = useCallback(
    (n: number, chip: HTMLElement) => {
      keep()
      setShown({ n, chip, cited: citedSentence(chip), as: 'sheet' })
    },
    [keep],
  )

  const hot = shown?.as === 'sheet' ? shown.n : pointed
  const peek = useMemo(() => (shown?.as === 'peek' ? { id, chip: shown.chip } : undefined), [shown, id])
  const context = useMemo(
    () => ({ sources, hot, peek, onEnter: enter, onLeave: leave, onTap: tap }),
    [sources, hot, peek, enter, leave, tap],
  )
  const source = sources.find((one) => one.n === shown?.n)
  return (
    <CitationContext value={context}>
      {children}
      {shown && source && shown.as === 'peek' && (
        <Peek id={id} source={source} cited={shown.cited} chip={shown.chip} onEnter={keep} onLeave={leave} onClose={close} />
      )}
      {shown && source && shown.as === 'sheet' && <Sheet source={source} cited={shown.cited} onClose={close} />}
    </CitationContext>
  )
}

/** Nothing where its code cannot be fetched: the chip is a link all the same. */
const Peek = (props: HoverCardProps) => {
  const lazy = peekCard.usePart()
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

const Sheet = (props: SourceSheetProps) => {
  const lazy = sheet.usePart()
  return lazy.name === 'loaded' ? <lazy.Part {...props} /> : null
}

/** What chips and source cards of one answer share: which source is meant right now, and how to say so. */
type Citations = {
  sources: Source[]
  /** The number of the source that the pointer or focus is on. */
  hot: number | undefined
  /** The pointer or focus came to a chip, or left it. */
  onEnter(n: number, chip: HTMLElement): void
  onLeave(): void
  /** A tap, where there is no pointer to hover with. */
  onTap(n: number, chip: HTMLElement): void
  /** The id of the open card, and whose it is. */
  peek: { id: string; chip: HTMLElement } | undefined
}

export const CitationContext = createContext<Citations | undefined>(undefined)
