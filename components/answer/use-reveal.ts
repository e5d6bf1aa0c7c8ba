'use client'

import { useEffect, useState } from 'react'
import { onAnimationFrame } from '@/lib/client/timing/on-frame'
import type { Ms } from '@/lib/protocol/event'

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

/** The longest that text which has arrived may wait to be shown. */
export const MAX_BEHIND: Ms = 250

/**
 * How much of a growing text to show now. A steady stream is shown as it comes; what arrives in bursts is spread over
 * the time to the next one, so that words keep an even step, and is never more than 250 ms behind.
 */
export type Pacer = {
  /** Characters shown. */
  shown: number
  /** What has arrived and by when it must be on screen, oldest first. */
  due: { end: number; at: Ms }[]
  received: number
  receivedAt: Ms
  frameAt: Ms
  /** The usual time between two arrivals, smoothed. */
  gap: Ms
}

/** Text that is there from the start is shown from the start. */
export const createPacer = (length: number, now: Ms): Pacer => ({
  shown: length,
  due: [],
  received: length,
  receivedAt: now,
  frameAt: now,
  gap: 0,
})

/** Up to this long between arrivals a stream feels steady: three frames. */
const STEADY: Ms = 50
/** What a frame may wait for at most, so that a late frame is still within `MAX_BEHIND`. */
const MAX_SPREAD: Ms = MAX_BEHIND - 50
/** An arrival this small is a word or two, and never a burst. */
const SMALL = 24

/** More text has arrived; call it before `advance`. Saying the same length twice changes nothing. */
export const receive = (pacer: Pacer, length: number, now: Ms): Pacer => {
  if (length === pacer.received) return pacer
  if (length < pacer.received) return createPacer(length, now)
  const size = length - pacer.received
  const wait = Math.min(now - pacer.receivedAt, MAX_SPREAD)
  const gap = pacer.gap === 0 ? wait : pacer.gap * 0.7 + wait * 0.3
  const isSteady = size <= SMALL && pacer.due.length === 0
  const spread = isSteady || gap <= STEADY ? 0 : Math.min(gap, MAX_SPREAD)
  return { ...pacer, received: length, receivedAt: now, gap, due: [...pacer.due, { end: length, at: now + spread }] }
}

/** One frame: shows as much as keeps every arrival in time at an even step. Linear from the last frame to each due time. */
export const advance = (pacer: Pacer, now: Ms): Pacer => {
  const elapsed = Math.max(0, now - pacer.frameAt)
  let shown = pacer.shown
  for (const { end, at } of pacer.due) {
    const left = at - pacer.frameAt
    const share = left <= elapsed ? 1 : elapsed / left
    shown = Math.max(shown, pacer.shown + Math.ceil((end - pacer.shown) * share))
  }
  shown = Math.min(shown, pacer.received)
  return { ...pacer, shown, frameAt: now, due: pacer.due.filter((one) => one.end > shown) }
}

/** Never half a word while the rest of it is there: the end of the word that `shown` falls into. */
export const toWordEnd = (text: string, shown: number): number => {
  if (shown >= text.length) return text.length
  const rest = /^\S{0,40}/.exec(text.slice(shown, shown + 40))
  return shown + (rest?.[0].length ?? 0)
}
