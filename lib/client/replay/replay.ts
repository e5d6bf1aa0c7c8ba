import { createListeners } from '@/lib/client/store/create-store'
import { type OnFrame, onAnimationFrame } from '@/lib/client/timing/on-frame'
import type { Ms, Seq } from '@/lib/protocol/event'
import type { RunTape } from '@/lib/run-view/run-tape'
import type { RunView } from '@/lib/run-view/state'

/** How many times as fast as the run itself a replay may be played. */
export const replaySpeeds = [1, 2, 4] as const
export type ReplaySpeed = (typeof replaySpeeds)[number]

export type ReplayState = {
  run: RunView
  isPlaying: boolean
  /** There is nothing after this. */
  isOver: boolean
  speed: ReplaySpeed
  /** Up to here it was not played but jumped to, so rows do not animate in. */
  restoredSeq: Seq
}

/** After a pause of the machine it goes on from where it was, not from where it would be. */
const longestStepMs = 1_000

/**
 * A reader with a clock: a run that is over, read again at its own pace, or another. It only reads what was written, so
 * no tool is called and no model asked. Tells the readers of its state when that changes, those of its time with each picture.
 */
export class Replay {
  readonly tape: RunTape
  readonly #now: () => Ms
  readonly #onFrame: OnFrame
  readonly #listeners = createListeners()
  readonly #timeListeners = createListeners()
  #state: ReplayState
  #at: Ms = 0
  #movedAt: Ms = 0
  /** Counts the times it was set going: a picture that one of them waits for is none of the next one's. */
  #going = 0

  constructor(tape: RunTape, { now = Date.now, onFrame = onAnimationFrame }: { now?: () => Ms; onFrame?: OnFrame } = {}) {
    this.tape = tape
    this.#now = now
    this.#onFrame = onFrame
    const run = tape.viewAt(0)
    this.#state = { run, isPlaying: false, isOver: tape.duration === 0, speed: 1, restoredSeq: run.lastSeq }
  }

  readonly getState = (): ReplayState => this.#state
  /** How far it has been played, in ms from the start of the run. */
  readonly getTime = (): Ms => this.#at

  readonly subscribe = this.#listeners.add
  readonly subscribeToTime = this.#timeListeners.add

  /** Plays on, or from the beginning where the replay is over. */
  readonly play = (): void => {
    if (this.#state.isPlaying) return
    if (this.#state.isOver) this.seek(0)
    this.#setState({ isPlaying: true })
    this.#going += 1
    this.#movedAt = this.#now()
    this.#waitForFrame(this.#going)
  }

  readonly pause = (): void => {
    if (this.#state.isPlaying) this.#setState({ isPlaying: false })
  }

  /** Jumps to `at` ms from the start; the replay goes on from there if it was playing, and rests at the end. */
  readonly seek = (at: Ms): void => {
    this.#moveTo(at)
    this.#setState({ restoredSeq: this.#state.run.lastSeq })
    // At once, not with the next picture: sought back before that came, it would go on as if it had never been over.
    if (this.#state.isOver) this.pause()
  }

  readonly setSpeed = (speed: ReplaySpeed): void => this.#setState({ speed })

  #waitForFrame(going: number): void {
    this.#onFrame(() => {
      if (going !== this.#going || !this.#state.isPlaying) return
      const now = this.#now()
      const passed = Math.min(longestStepMs, Math.max(0, now - this.#movedAt))
      this.#movedAt = now
      this.#moveTo(this.#at + passed * this.#state.speed)
      if (this.#state.isOver) this.pause()
      else this.#waitForFrame(going)
    })
  }

  #moveTo(at: Ms): void {
    this.#at = Math.min(this.tape.duration, Math.max(0, at))
    this.#setState({ run: this.tape.viewAt(this.#at), isOver: this.#at === this.tape.duration })
    this.#timeListeners.notify()
  }

  #setState(change: Partial<ReplayState>): void {
    const keys = Object.keys(change) as (keyof ReplayState)[]
    if (keys.every((key) => change[key] === this.#state[key])) return
    this.#state = { ...this.#state, ...change }
    this.#listeners.notify()
  }
}
