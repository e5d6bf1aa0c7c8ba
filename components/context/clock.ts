import { createContext, useContext, useSyncExternalStore } from 'react'
import { createListeners } from '@/lib/client/store/create-store'
import type { Ms } from '@/lib/protocol/event'

/** What a clock on screen goes by. `read` gives the same value until the subscribers were notified of another. */
export type TimeSource = { subscribe(reader: () => void): () => void; read(): Ms }

/**
 * The time now in steps of 100 ms, or of several of those, while `active`, else 0. One timer serves the whole page: it
 * runs only while something on screen counts, and rests in a hidden tab.
 */
export const useNow = (active: boolean, stepMs: Ms = 100): Ms => {
  const { subscribe, read } = useContext(TimeSourceContext)
  const readStep = () => Math.floor(read() / stepMs) * stepMs
  return useSyncExternalStore(active ? subscribe : subscribeToNothing, active ? readStep : readNothing, readNothing)
}

const tickMs = 100
const listeners = createListeners()
let timer: ReturnType<typeof setInterval> | undefined
let now: Ms = 0

const toTick = (): Ms => Math.floor(Date.now() / tickMs) * tickMs

const tick = (): void => {
  now = toTick()
  listeners.notify()
}

const startOrRest = (): void => {
  const shouldRun = listeners.size > 0 && !document.hidden
  if (shouldRun && timer === undefined) {
    tick()
    timer = setInterval(tick, tickMs)
  } else if (!shouldRun && timer !== undefined) {
    clearInterval(timer)
    timer = undefined
  }
}

const subscribeToNow = (reader: () => void): (() => void) => {
  if (listeners.size === 0) document.addEventListener('visibilitychange', startOrRest)
  const unsubscribe = listeners.add(reader)
  startOrRest()
  return () => {
    unsubscribe()
    if (listeners.size === 0) document.removeEventListener('visibilitychange', startOrRest)
    startOrRest()
  }
}

/** The subscription to what never changes. */
export const subscribeToNothing = (): (() => void) => () => {}

/** Between ticks the same value, as React asks; before the timer runs, the true time. */
const readNow = (): Ms => {
  if (timer === undefined) now = toTick()
  return now
}

const readNothing = (): Ms => 0

/** For a reader that shows less than every tick, too: it pairs this with a snapshot of its own. A replay brings a time of its own. */
export const TimeSourceContext = createContext<TimeSource>({ subscribe: subscribeToNow, read: readNow })
