import { useSyncExternalStore } from 'react'
import type { Ms } from '@/lib/protocol/event'

/**
 * The time now in steps of 100 ms while `active`, else 0. One timer serves the whole page: it runs only while
 * something on screen counts, and rests in a hidden tab.
 */
export const useNow = (active: boolean): Ms =>
  useSyncExternalStore(active ? subscribeToNow : subscribeToNothing, active ? readNow : readNothing, readNothing)

const tickMs = 100
const readers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now: Ms = 0

const toTick = (): Ms => Math.floor(Date.now() / tickMs) * tickMs

const tick = (): void => {
  now = toTick()
  for (const reader of readers) reader()
}

const startOrRest = (): void => {
  const shouldRun = readers.size > 0 && !document.hidden
  if (shouldRun && timer === undefined) {
    tick()
    timer = setInterval(tick, tickMs)
  } else if (!shouldRun && timer !== undefined) {
    clearInterval(timer)
    timer = undefined
  }
}

/** For a reader that shows less than every tick: pair it with a snapshot of its own. */
export const subscribeToNow = (reader: () => void): (() => void) => {
  if (readers.size === 0) document.addEventListener('visibilitychange', startOrRest)
  readers.add(reader)
  startOrRest()
  return () => {
    readers.delete(reader)
    if (readers.size === 0) document.removeEventListener('visibilitychange', startOrRest)
    startOrRest()
  }
}

export const subscribeToNothing = (): (() => void) => () => {}

/** Between ticks the same value, as React asks; before the timer runs, the true time. */
export const readNow = (): Ms => {
  if (timer === undefined) now = toTick()
  return now
}

const readNothing = (): Ms => 0
