'use client'

import { useEffect, useState } from 'react'
import { onAnimationFrame } from '@/lib/client/timing/on-frame'
import type { Ms } from '@/lib/protocol/event'

/**
 * The part of a growing text to show in this frame; all of it once it is finished. It uses the animation frames in which the events of a
 * run are applied, so that both render once.
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

/** Received text is shown within this time (ms). */
export const maxBehind: Ms = 250

/**
 * How much of a growing text to show now. A steady stream is shown as it comes; what arrives in bursts is spread over
 * the time to the next one, so that words keep an even step, and is never more than 250 ms behind.
 */
export type Pacer = {
  /** The number of characters shown. */
  shown: number
  /** The received parts that are not shown yet, oldest first: where each ends, and when it must be on screen. */
  due: { end: number; at: Ms }[]
  received: number
  receivedAt: Ms
  frameAt: Ms
  /** The moving average of the time between two arrivals. */
  gap: Ms
}

/** A pacer that shows the first `length` characters at once. */
export const createPacer = (length: number, now: Ms): Pacer => ({
  shown: length,
  due: [],
  received: length,
  receivedAt: now,
  frameAt: now,
  gap: 0,
})

/** A stream feels steady with up to this time (ms) between arrivals: three frames. */
const steadyGap: Ms = 50
/** What a frame may wait for at most, so that a late frame is still within `maxBehind`. */
const maxSpread: Ms = maxBehind - 50
/** Up to this many characters are a word or two, and never a burst. */
const smallArrival = 24

/** Records that the text has grown to `length`. Call it before `advance`; the same length again changes nothing. */
export const receive = (pacer: Pacer, length: number, now: Ms): Pacer => {
  if (length === pacer.received) return pacer
  if (length < pacer.received) return createPacer(length, now)
  const size = length - pacer.received
  const wait = Math.min(now - pacer.receivedAt, maxSpread)
  const gap = pacer.gap === 0 ? wait : pacer.gap * 0.7 + wait * 0.3
  const isSteady = size <= smallArrival && pacer.due.length === 0
  const spread = isSteady || gap <= steadyGap ? 0 : Math.min(gap, maxSpread)
  return { ...pacer, received: length, receivedAt: now, gap, due: [...pacer.due, { end: length, at: now + spread }] }
}

/** Advances the pacer by one frame: linearly from the last frame to each due time, so that every part is shown in time. */
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

/** The end of the word at `shown`, so that no word is cut whose rest has been received. */
export const toWordEnd = (text: string, shown: number): number => {
  if (shown >= text.length) return text.length
  const rest = /^\S{0,40}/.exec(text.slice(shown, shown + 40))
  return shown + (rest?.[0].length ?? 0)
}
