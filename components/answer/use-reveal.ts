'use client'

import { useEffect, useState } from 'react'
import { onAnimationFrame } from '@/lib/client/timing/on-frame'
import { advance, createPacer, receive, toWordEnd } from './reveal'

/**
 * The part of a growing text to show in this frame; all of it once it is finished. Its frames are those in which the events of a run
 * come to the page, so that both are drawn at once.
 */
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
    let isGone = false
    const step = () => {
      if (isGone) return
      setPacer((before) => advance(before, performance.now()))
      onAnimationFrame(step)
    }
    onAnimationFrame(step)
    return () => {
      isGone = true
    }
  }, [isBehind])

  return isWriting ? text.slice(0, toWordEnd(text, current.shown)) : text
}
