import { type ComponentType, useSyncExternalStore } from 'react'
import { createStore } from '@/lib/client/store/create-store'

type LazyState<Props> = { name: 'waiting' | 'failed' } | { name: 'here'; Part: ComponentType<Props> }

export type LazyPart<Props> = {
  /** Fetches the part now. It never rejects: a part that did not come is asked for again when it is wanted. */
  preload(): Promise<void>
  /** The part, or how far it is. Whoever uses it also asks for it, and again when the browser is back online. */
  usePart(): LazyState<Props>
}

/**
 * A component that is fetched when it is wanted, and may be missing for a while. React's `lazy` keeps a rejection for
 * good and throws it at the page, and shows its fallback for 300 ms also where the code is here already; this does neither.
 */
export const lazyPart = <Props>(load: () => Promise<ComponentType<Props>>): LazyPart<Props> => {
  const store = createStore<LazyState<Props>>({ name: 'waiting' })
  let loading: Promise<void> | undefined

  const settle = (state: LazyState<Props>): void => {
    loading = undefined
    store.setState(state)
  }
  const preload = (): Promise<void> => {
    if (store.getState().name === 'here') return Promise.resolve()
    loading ??= load().then(
      (Part) => settle({ name: 'here', Part }),
      () => settle({ name: 'failed' }), // offline, or the server is gone: shown by whoever uses it
    )
    return loading
  }
  const again = (): void => void preload()
  const subscribe = (onChange: () => void): (() => void) => {
    const unsubscribe = store.subscribe(onChange)
    again()
    addEventListener('online', again)
    return () => {
      unsubscribe()
      removeEventListener('online', again)
    }
  }
  return { preload, usePart: () => useSyncExternalStore(subscribe, store.getState, store.getState) }
}

/** Fetches the tooltips of icon buttons after the page is there; names are read out without them. */
export const loadTooltips = (): void =>
  void import('./tooltips').then(
    ({ showTooltips }) => showTooltips(),
    () => undefined,
  )
