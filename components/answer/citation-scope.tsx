'use client'

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { Source } from '@/lib/protocol/event'
import { CitationContext } from './citation-context'
import { citedSentence } from './cited-sentence'

const loadPeek = () => import('./source-peek')
const SourcePeek = lazy(loadPeek)
const SourceSheet = lazy(() => import('./source-sheet'))

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
      void loadPeek()
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
      {shown && source && (
        <Suspense fallback={null}>
          {shown.as === 'peek' ? (
            <SourcePeek
              id={id}
              source={source}
              cited={shown.cited}
              chip={shown.chip}
              onEnter={keep}
              onLeave={leave}
              onClose={close}
            />
          ) : (
            <SourceSheet source={source} cited={shown.cited} onClose={close} />
          )}
        </Suspense>
      )}
    </CitationContext>
  )
}
