import { scheduleTimeout } from './schedule'

/** Calls back once, before the next picture is drawn. */
export type OnFrame = (callback: () => void) => void

/** A hidden tab draws no pictures, and a terminal has none: there a timer stands in. */
const FALLBACK_MS = 100

/** The browser's next frame, or 0.1 s, whichever comes first. */
export const onAnimationFrame: OnFrame = (callback) => {
  if (typeof requestAnimationFrame === 'undefined') {
    scheduleTimeout(FALLBACK_MS, callback)
    return
  }
  let cancelTimer = () => {}
  const frame = requestAnimationFrame(() => {
    cancelTimer()
    callback()
  })
  cancelTimer = scheduleTimeout(FALLBACK_MS, () => {
    cancelAnimationFrame(frame)
    callback()
  })
}

/** Joins many wishes to call `notify` into one call a frame. */
export const createFrameGate = (notify: () => void, onFrame: OnFrame) => {
  let isWaiting = false
  return {
    /** Before the next picture. */
    soon(): void {
      if (isWaiting) return
      isWaiting = true
      onFrame(() => {
        if (!isWaiting) return
        isWaiting = false
        notify()
      })
    },
    /** Right now; what was waiting is told with it. */
    now(): void {
      isWaiting = false
      notify()
    },
  }
}
