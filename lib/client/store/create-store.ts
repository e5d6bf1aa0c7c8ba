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
