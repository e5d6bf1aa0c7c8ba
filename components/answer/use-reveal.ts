'use client'

import { useLayoutEffect, useRef, useState } from 'react'
import { advance, createPacer, receive, toWordEnd } from './reveal'

/** The part of a growing text to show in this frame; all of it once it is finished, or when the tab is hidden. */
export const useReveal = (text: string, isWriting: boolean): string => {
  const [shown, setShown] = useState(text.length)
  const pacer = useRef<ReturnType<typeof createPacer>>(undefined)

  useLayoutEffect(() => {
    if (!isWriting) return
    let frame = 0
    const step = () => {
      const now = performance.now()
      pacer.current = advance(receive(pacer.current ?? createPacer(text.length, now), text.length, now), now)
      if (document.hidden) pacer.current = createPacer(text.length, now) // frames do not come in a hidden tab
      setShown(toWordEnd(text, pacer.current.shown))
      if (pacer.current.shown < text.length) frame = requestAnimationFrame(step)
    }
    step()
    return () => cancelAnimationFrame(frame)
  }, [text, isWriting])

  return isWriting ? text.slice(0, shown) : text
}
