'use client'

import { useEffect, useState } from 'react'
import type { Ms } from '@/lib/protocol/event'
import { advance, createPacer, receive, toWordEnd } from './reveal'

/** Thirty times a second reads as steady, at half the work of sixty. */
const MIN_GAP: Ms = 24

/** The part of a growing text to show in this frame; all of it once it is finished. */
export const useReveal = (text: string, isWriting: boolean): string => {
  const [pacer, setPacer] = useState(() => createPacer(text.length, performance.now()))
  let current = pacer
  if (isWriting && text.length !== pacer.received) {
    // State that follows a prop is set while rendering, so that new text costs one pass and not two.
    const now = performance.now()
    current = advance(receive(pacer, text.length, now), now)
    setPacer(current)
  }

  const isBehind = isWriting && current.shown < text.length
  useEffect(() => {
    if (!isBehind) return
    let shownAt = performance.now()
    let frame = requestAnimationFrame(function step() {
      const now = performance.now()
      if (now - shownAt >= MIN_GAP) {
        shownAt = now
        setPacer((before) => advance(before, now))
      }
      frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [isBehind])

  return isWriting ? text.slice(0, toWordEnd(text, current.shown)) : text
}
