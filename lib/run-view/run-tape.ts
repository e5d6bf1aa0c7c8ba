import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { withInheritedSteps } from './inherited-steps'
import { emptyRun, type RunView } from './state'

/** A view is kept each time so many events have been folded, so that going back folds no more than these anew. */
const keptEvery = 256

/**
 * A run that has been written to its end, to be looked at as it was at any moment of it. It is folded by the reducer that
 * folds a live one, from the events alone: what comes out at the end is the view that a live reader had.
 */
export class RunTape {
  /** The moment by the clock of the server that wrote it. */
  readonly startedAt: Ms
  readonly duration: Ms
  readonly #events: readonly NumberedEvent[]
  /** `#kept[n]` is the view after `n * keptEvery` events. */
  readonly #kept: RunView[]
  #last: { count: number; view: RunView }

  /**
   * @param start The run before its own first event
   * @param events In order, at least one
   */
  constructor(start: RunView, events: readonly NumberedEvent[]) {
    this.#events = events
    this.#kept = [start]
    this.#last = { count: 0, view: start }
    this.startedAt = events[0]?.timestamp ?? start.startedAt
    this.duration = (events.at(-1)?.timestamp ?? this.startedAt) - this.startedAt
  }

  /** The run as it was `at` ms after its start. */
  viewAt(at: Ms): RunView {
    return this.#viewAfter(this.#countAt(this.startedAt + at))
  }

  #viewAfter(count: number): RunView {
    if (count < this.#last.count || count - this.#last.count > keptEvery) this.#rewind(count)
    let { count: done, view } = this.#last
    for (; done < count; done += 1) {
      const event = this.#events[done]
      if (event) view = reduceRun(view, event)
      if ((done + 1) % keptEvery === 0) this.#kept[(done + 1) / keptEvery] ??= view
    }
    this.#last = { count, view }
    return view
  }

  /** Goes to the nearest view that is kept. */
  #rewind(count: number): void {
    const nearest = Math.min(Math.floor(count / keptEvery), this.#kept.length - 1)
    const view = this.#kept[nearest]
    if (view && (count < this.#last.count || nearest * keptEvery > this.#last.count))
      this.#last = { count: nearest * keptEvery, view }
  }

  /** How many events had been written by then. */
  #countAt(moment: Ms): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.timestamp ?? Number.POSITIVE_INFINITY) <= moment) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The run as it was before its own first event, found in any later view of it. */
export const toStart = ({ runId, threadId, startedAt, model, inheritedSteps }: RunView): RunView => {
  const empty = emptyRun(runId, threadId, startedAt, model)
  return inheritedSteps ? withInheritedSteps(empty, inheritedSteps) : empty
}
