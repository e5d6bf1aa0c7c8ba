import { createListeners } from '@/lib/client/store/create-store'
import { createFrameGate, type OnFrame } from '@/lib/client/timing/on-frame'
import type { ChatState } from './chat-state'

/** Holds the state of one chat and notifies its subscribers of changes, at most once a frame. It does nothing else. */
export class ChatStore {
  readonly #listeners = createListeners()
  readonly #gate: ReturnType<typeof createFrameGate>
  #state: ChatState

  constructor(first: ChatState, onFrame: OnFrame) {
    this.#state = first
    this.#gate = createFrameGate(() => {
      this.#listeners.notify()
    }, onFrame)
  }

  readonly getState = (): ChatState => this.#state

  /** Calls `onChange` after each change of the state; what it returns ends that. */
  readonly subscribe = this.#listeners.add

  get subscribers(): number {
    return this.#listeners.size
  }

  /** Changes the state. Subscribers are notified before the next frame. */
  update(change: (state: ChatState) => ChatState): void {
    this.#state = change(this.#state)
    this.#gate.soon()
  }

  /** Notifies subscribers of what has changed in this same task, as what a person did is to be seen at once. */
  notify(): void {
    this.#gate.now()
  }
}
