/** From this many screens on a turn is far. */
const farScreens = 2

/**
 * Watches the turns of a thread. One that is far off screen is left out of layout, with its own height, measured while it
 * was there, in its place. When a turn above the screen changes its height all the same, the page scrolls by as much in
 * the same frame, so that what is read stays where it is.
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
    this.#distances = new IntersectionObserver((entries) => this.#place(entries), {
      root: box,
      rootMargin: `${farScreens * 100}% 0px`,
    })
  }

  /** To be called when turns have come or gone. */
  observe(): void {
    const turns = new Set<Element>(this.#box.querySelectorAll('article'))
    for (const turn of this.#heights.keys()) if (!turns.has(turn)) this.#forget(turn)
    for (const turn of turns) {
      if (!this.#heights.has(turn)) {
        // At once, not with the next frame: what is drawn anew until then, as the button of a long question is, is growth too.
        this.#heights.set(turn, turn.getBoundingClientRect().height)
        this.#sizes.observe(turn)
      }
      // Anew also where it is watched already: the turn that was last is as any other now.
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
      if (this.#width !== undefined && width !== this.#width) this.#measureAnew()
      this.#width = width
      // Where the turn ended before: one that is partly in sight is being read.
      if (before !== undefined && bottom - (height - before) <= top) grownAbove += height - before
    }
    if (grownAbove !== 0) this.#box.scrollTop += grownAbove
  }

  /** Heights of another width are of no use: all turns are laid out once more. */
  #measureAnew(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      for (const turn of this.#box.querySelectorAll('article[data-far]')) turn.removeAttribute('data-far')
      this.observe()
    })
  }

  #place(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const height = this.#heights.get(target)
      // The last turn is measured by whoever follows the end of the thread.
      const isFar = !isIntersecting && height !== undefined && target.querySelector('[data-written-end]') === null
      if (isFar && target instanceof HTMLElement) target.style.setProperty('--own-height', `${height}px`)
      target.toggleAttribute('data-far', isFar)
    }
  }
}
