import { Component, createRef, type ReactNode } from 'react'
import { threadColumn } from './thread-frame'
import { TurnSizes } from './turn-sizes'

type Props = {
  /** The element ids of the first and the last turn. */
  first: string | undefined
  last: string | undefined
  children: ReactNode
}

type Before = { turn: HTMLElement; top: number; hadFocus: boolean }

/**
 * The column of turns. Keeps what is being read where it is while older turns come in above it. A class, because only a class may look at the
 * page right before React changes it.
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
      // The button that was pressed has gone with the last of the older turns.
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

  /** Not by a ref of its own: those of what is around an element are set after it has mounted. */
  get #box(): HTMLElement | null {
    return this.#column.current?.parentElement ?? null
  }
}

const focusOn = (id: string | undefined): void => {
  const turn = id === undefined ? null : document.getElementById(id)
  turn?.setAttribute('tabindex', '-1')
  turn?.focus({ preventScroll: true })
}
