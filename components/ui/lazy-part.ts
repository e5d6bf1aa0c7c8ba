import { type ComponentType, useSyncExternalStore } from 'react'
import { createStore } from '@/lib/client/store/create-store'

type LazyState<Props> = { name: 'loading' | 'failed' } | { name: 'loaded'; Part: ComponentType<Props> }

/** A component that is fetched when it is first wanted. */
export type LazyPart<Props> = {
  /** Loads the part. It never rejects: a part that could not be loaded is requested again when it is used. */
  preload(): Promise<void>
  /** The part, or the state of loading it. Using it loads it, and tries again after a while, or when the browser is back online. */
  usePart(): LazyState<Props>
}

/** How long after the first failure a part that is in use is asked for again, and the longest wait between two tries; ms. */
const firstWaitMs = 1_000
const maxWaitMs = 30_000

/** The bundler's name for code that could not be fetched. */
const isNetworkError = (error: unknown): boolean => error instanceof Error && error.name === 'ChunkLoadError'

/**
 * A component that is loaded when it is first used. React's `lazy` remembers a rejection for good and throws it while
 * rendering, and shows its fallback for 300 ms even where the code is loaded already; this does neither.
 */
export const lazyPart = <Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> => {
  const store = createStore<LazyState<Props>>({ name: 'loading' })
  let loading: Promise<void> | undefined
  let users = 0
  let failures = 0

  const settle = (state: LazyState<Props>): void => {
    loading = undefined
    store.setState(state)
    if (state.name === 'failed') setTimeout(() => users > 0 && retry(), Math.min(maxWaitMs, firstWaitMs * 2 ** failures++))
  }
  const preload = (): Promise<void> => {
    if (store.getState().name === 'loaded') return Promise.resolve()
    loading ??= load().then(
      (Part) => settle({ name: 'loaded', Part }),
      (error: unknown) => {
        // Offline, or the server is down: the component that uses it says so. Anything else is a fault in its code.
        if (!isNetworkError(error)) console.error(error)
        settle({ name: 'failed' })
      },
    )
    return loading
  }
  const retry = (): void => void preload()
  const subscribe = (onChange: () => void): (() => void) => {
    const unsubscribe = store.subscribe(onChange)
    users += 1
    retry()
    addEventListener('online', retry)
    return () => {
      users -= 1
      unsubscribe()
      removeEventListener('online', retry)
    }
  }
  return { preload, usePart: () => useSyncExternalStore(subscribe, store.getState, store.getState) }
}

/** Loads the tooltips of icon buttons after the page. Screen readers have the names without them. */
export const loadTooltips = (): void =>
  void import('./tooltips').then(
    ({ showTooltips }) => showTooltips(),
    () => undefined,
  )
