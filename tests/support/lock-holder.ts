import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** Another program that uses a SQLite file: it holds the write lock, as a backup or a viewer does. */
export class LockHolder {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  static async start(file: string): Promise<LockHolder> {
    const child = fork(`${import.meta.dirname}/hold-lock.mjs`, [file], { stdio: 'inherit' })
    await once(child, 'message')
    return new LockHolder(child)
  }

  /** Resolves when the lock is held; `released` does when it is not any more. */
  async hold(holdMs: number): Promise<{ released: Promise<void> }> {
    const [held, released] = [this.#said('held'), this.#said('released')]
    this.#child.send(holdMs)
    await held
    return { released }
  }

  #said(word: string): Promise<void> {
    return new Promise((resolve) => {
      const hear = (message: unknown) => {
        if (message !== word) return
        this.#child.off('message', hear)
        resolve()
      }
      this.#child.on('message', hear)
    })
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }
}
