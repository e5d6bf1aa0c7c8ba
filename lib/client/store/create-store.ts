/** Functions to call after each change of something. */
export type Listeners = {
  readonly size: number
  /** Adds one; what it returns takes it away again. */
  add(listener: () => void): () => void
  notify(): void
}

/** An empty set of listeners. One that is added twice is called once. */
export const createListeners = (): Listeners => {
  const listeners = new Set<() => void>()
  return {
    get size() {
      return listeners.size
    },
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    notify() {
      // A copy, since what is called may add and take away others.
      for (const listener of [...listeners]) listener()
    },
  }
}

type Subscribable = { readonly subscribers: number; subscribe(onChange: () => void): () => void }

/**
 * The `subscribe` of a store that is fed only while it has subscribers: `open` is called when the first one has come, and what it returns
 * when the last one has left.
 */
export const whileSubscribed = (store: Subscribable, open: () => () => void): Subscribable['subscribe'] => {
  let close = (): void => undefined
  return (onChange) => {
    const unsubscribe = store.subscribe(onChange)
    if (store.subscribers === 1) close = open()
    return () => {
      unsubscribe()
      if (store.subscribers === 0) close()
    }
  }
}

/** A value that is kept outside of React; `getState` and `subscribe` are what `useSyncExternalStore` takes. */
export type ValueStore<State> = {
  getState(): State
  /** Notifies the subscribers, unless this is the value already. */
  setState(next: State): void
  subscribe(onChange: () => void): () => void
}

/** A store that holds `first` until it is set. Subscribers are called in the order in which they came. */
export const createStore = <State>(first: State): ValueStore<State> => {
  const listeners = createListeners()
  let state = first
  return {
    getState: () => state,
    setState(next) {
      if (Object.is(next, state)) return
      state = next
      listeners.notify()
    },
    subscribe: listeners.add,
  }
}
