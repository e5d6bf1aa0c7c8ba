import { Component, createRef, type ReactNode } from 'react'
import { threadColumn } from './thread-frame'

type Props = {
  /** The element ids of the first and the last turn. */
  first: string | undefined
  last: string | undefined
  children: ReactNode
}

type Before = { turn: HTMLElement; top: number; hadFocus: boolean }

/**
 * The column of turns. While older turns are inserted above, what is being read does not move. It is a class for
 * `getSnapshotBeforeUpdate`, which measures the page right before React changes it.
 */
export class ScrollAnchor extends Component<Props> {
  readonly #column = createRef<HTMLDivElement>()
  #sizes: TurnSizes | undefined

  override componentDidMount(): void {
    if (!this.#box) return
    this.#sizes = new TurnSizes(this.#box)
    this.#sizes.observe()
  }

  override componentWillUnmount(): void {
    this.#sizes?.close()
  }

  override getSnapshotBeforeUpdate({ first }: Props): Before | null {
    if (first === this.props.first || first === undefined) return null
    const turn = document.getElementById(first)
    if (!turn) return null
    const hadFocus = document.activeElement?.closest('[data-earlier]') !== null
    return { turn, top: turn.getBoundingClientRect().top, hadFocus }
  }

  override componentDidUpdate({ first, last }: Props, _state: object, before: Before | null): void {
    const { props } = this
    const box = this.#box
    if (before?.turn.isConnected && box) {
      box.scrollTop += before.turn.getBoundingClientRect().top - before.top
      // The button that loads older turns is gone once there are none.
      if (before.hadFocus && !box.querySelector('[data-earlier]')) focusOn(props.first)
    }
    if (first !== props.first || last !== props.last) this.#sizes?.observe()
  }

  override render(): ReactNode {
    return (
      <div className={threadColumn} ref={this.#column}>
        {this.props.children}
      </div>
    )
  }

  /** Found from the column: the ref of a surrounding element is not set yet when this one mounts. */
  get #box(): HTMLElement | null {
    return this.#column.current?.parentElement ?? null
  }
}

const focusOn = (id: string | undefined): void => {
  const turn = id === undefined ? null : document.getElementById(id)
  turn?.setAttribute('tabindex', '-1')
  turn?.focus({ preventScroll: true })
}

/** A turn that is further away than this many screens is not laid out. */
const farScreens = 2

/**
 * Observes the sizes of the turns of a thread. A turn that is far off screen is not laid out: its last measured height stands in for
 * it. When a turn above the screen changes its height, the thread scrolls by as much in the same frame, so that what is being read
 * does not move.
 */
export class TurnSizes {
  readonly #box: HTMLElement
  readonly #heights = new Map<Element, number>()
  readonly #sizes = new ResizeObserver((entries) => this.#measure(entries))
  readonly #distances: IntersectionObserver
  #width: number | undefined
  #frame = 0

  constructor(box: HTMLElement) {
    this.#box = box
    this.#distances = new IntersectionObserver((entries) => this.#updateDistances(entries), {
      root: box,
      rootMargin: `${farScreens * 100}% 0px`,
    })
  }

  /** Starts to observe new turns and forgets removed ones. Call it whenever turns were added or removed. */
  observe(): void {
    const turns = new Set<Element>(this.#box.querySelectorAll('article'))
    for (const turn of this.#heights.keys()) if (!turns.has(turn)) this.#forget(turn)
    for (const turn of turns) {
      if (!this.#heights.has(turn)) {
        // Now and not in the next frame: what is rendered until then, such as the button of a long question, is growth too.
        this.#heights.set(turn, turn.getBoundingClientRect().height)
        this.#sizes.observe(turn)
      }
      // Observed ones too: the turn that was last may be far off screen now.
      this.#distances.unobserve(turn)
      this.#distances.observe(turn)
    }
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#sizes.disconnect()
    this.#distances.disconnect()
  }

  #forget(turn: Element): void {
    this.#heights.delete(turn)
    this.#sizes.unobserve(turn)
    this.#distances.unobserve(turn)
  }

  #measure(entries: ResizeObserverEntry[]): void {
    const top = this.#box.getBoundingClientRect().top
    let grownAbove = 0
    for (const { target } of entries) {
      const { height, width, bottom } = target.getBoundingClientRect()
      const before = this.#heights.get(target)
      this.#heights.set(target, height)
      if (this.#width !== undefined && width !== this.#width) this.#remeasureAll()
      this.#width = width
      // By where the turn ended before: one that is partly in view is being read.
      if (before !== undefined && bottom - (height - before) <= top) grownAbove += height - before
    }
    if (grownAbove !== 0) this.#box.scrollTop += grownAbove
  }

  /** Heights that were measured at another width no longer hold, so all turns are laid out again. */
  #remeasureAll(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      for (const turn of this.#box.querySelectorAll('article[data-far]')) turn.removeAttribute('data-far')
      this.observe()
    })
  }

  #updateDistances(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const height = this.#heights.get(target)
      // The last turn is measured by `useThreadScroll`, which follows its end.
      const isFar = !isIntersecting && height !== undefined && target.querySelector('[data-written-end]') === null
      if (isFar && target instanceof HTMLElement) target.style.setProperty('--own-height', `${height}px`)
      target.toggleAttribute('data-far', isFar)
    }
  }
}
