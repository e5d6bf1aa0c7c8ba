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

/** The visibility of this tab. Outside of a browser it is never hidden and never changes. */
export const browserVisibility: PageVisibility = {
  isHidden: () => typeof document !== 'undefined' && document.visibilityState === 'hidden',
  onChange: (callback) => {
    if (typeof document === 'undefined') return () => undefined
    document.addEventListener('visibilitychange', callback)
    return () => document.removeEventListener('visibilitychange', callback)
  },
}

/** A tab that has been hidden for this long is not expected to be shown soon. */
const longHiddenMs = 30_000

/** Says whether a tab has been hidden for long. */
export class HiddenTimer {
  readonly #visibility: PageVisibility
  readonly #schedule: Schedule
  readonly #listeners = createListeners()
  readonly #unsubscribe: () => void
  #cancel: (() => void) | undefined
  #isLong = false

  constructor({ visibility, schedule }: { visibility: PageVisibility; schedule: Schedule }) {
    this.#visibility = visibility
    this.#schedule = schedule
    this.#unsubscribe = visibility.onChange(() => this.#check())
    this.#check()
  }

  /** Asks the tab itself too: other listeners may be called first when it is shown again. */
  get isLong(): boolean {
    return this.#isLong && this.#visibility.isHidden()
  }

  /** Calls back when the tab has been hidden for long, or is so already; what it returns ends that. */
  onLong(callback: () => void): () => void {
    if (this.isLong) callback()
    return this.#listeners.add(callback)
  }

  close(): void {
    this.#unsubscribe()
    this.#cancel?.()
  }

  #check(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#isLong = false
    if (!this.#visibility.isHidden()) return
    this.#cancel = this.#schedule(longHiddenMs, () => {
      this.#isLong = true
      this.#listeners.notify()
    })
  }
}
