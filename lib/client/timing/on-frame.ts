import { scheduleTimeout } from './schedule'

/** Calls back once, before the next picture is drawn. */
export type OnFrame = (callback: () => void) => void

/** A hidden tab draws no pictures, and a terminal has none: there a timer stands in. */
const fallbackMs = 100

/** Two pictures are this far apart at least: text that comes 30 times a second reads as steady, at half the work. */
const minGapMs = 24
let calledAt = Number.NEGATIVE_INFINITY

/** The browser's next frame that is not too close to the last one, or 0.1 s, whichever comes first. */
export const onAnimationFrame: OnFrame = (callback) => {
  if (typeof requestAnimationFrame === 'undefined') {
    scheduleTimeout(fallbackMs, callback)
    return
  }
  let cancelWaiting = () => {}
  const call = () => {
    cancelWaiting()
    cancelTimer()
    calledAt = performance.now()
    callback()
  }
  const atFrame = () => {
    const frame = requestAnimationFrame(call)
    cancelWaiting = () => cancelAnimationFrame(frame)
  }
  const cancelTimer = scheduleTimeout(fallbackMs, call)
  const wait = calledAt + minGapMs - performance.now()
  if (wait > 0) cancelWaiting = scheduleTimeout(wait, atFrame)
  else atFrame()
}

/** Joins many wishes to call `notify` into one call a frame. */
export const createFrameGate = (notify: () => void, onFrame: OnFrame) => {
  let isWaiting = false
  return {
    /** Notifies before the next frame is painted. */
    soon(): void {
      if (isWaiting) return
      isWaiting = true
      onFrame(() => {
        if (!isWaiting) return
        isWaiting = false
        notify()
      })
    },
    /** Right now, together with what was waiting for the next frame. */
    now(): void {
      isWaiting = false
      notify()
    },
  }
}
