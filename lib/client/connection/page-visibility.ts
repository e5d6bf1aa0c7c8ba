import { createListeners } from '@/lib/client/store/create-store'
import type { Schedule } from '@/lib/client/timing/schedule'

/** Whether a person can see the tab. */
export type PageVisibility = {
  isHidden(): boolean
  /** Calls back after each change; what it returns ends that. */
  onChange(callback: () => void): () => void
}

/** Outside of a browser nothing is ever hidden. */
export const alwaysVisible: PageVisibility = { isHidden: () => false, onChange: () => () => undefined }

export const browserVisibility: PageVisibility = {
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onChange: (callback) => {
    if (typeof document === 'undefined') return () => undefined
    document.addEventListener('visibilitychange', callback)
    return () => document.removeEventListener('visibilitychange', callback)
  },
}

/** From here on a hidden tab is taken for one that nobody comes back to soon. */
const LONG_MS = 30_000

/** Tells when a tab has been out of sight for long. */
export class HiddenTimer {
  readonly #sight: PageVisibility
  readonly #schedule: Schedule
  readonly #listeners = createListeners()
  readonly #unsubscribe: () => void
  #cancel: (() => void) | undefined
  #isLong = false

  constructor({ sight, schedule }: { sight: PageVisibility; schedule: Schedule }) {
    this.#sight = sight
    this.#schedule = schedule
    this.#unsubscribe = sight.onChange(() => this.#look())
    this.#look()
  }

  /** Asks the tab itself too: others may hear before us that it is shown again. */
  get isLong(): boolean {
    return this.#isLong && this.#sight.isHidden()
  }

  /** Calls back when an absence becomes long, or is so already; what it returns ends that. */
  onLong(callback: () => void): () => void {
    if (this.isLong) callback()
    return this.#listeners.add(callback)
  }

  close(): void {
    this.#unsubscribe()
    this.#cancel?.()
  }

  #look(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#isLong = false
    if (!this.#sight.isHidden()) return
    this.#cancel = this.#schedule(LONG_MS, () => {
      this.#isLong = true
      this.#listeners.notify()
    })
  }
}
