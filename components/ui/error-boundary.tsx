import { Component, type ReactNode } from 'react'

type Props = {
  /** What is drawn. When it is another value than the one that threw, drawing is tried again. */
  of: unknown
  /** In the place of the children once they have thrown. It must draw from plain text alone, so as not to throw as well. */
  fallback: ReactNode
  children: ReactNode
}

type State = { of: unknown; hasThrown: boolean }

/** Keeps a throw while its children are drawn from costing what is around them. React reports the error on the console. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { of: this.props.of, hasThrown: false }

  static getDerivedStateFromError(): Partial<State> {
    return { hasThrown: true }
  }

  static getDerivedStateFromProps({ of }: Props, state: State): State | null {
    return of === state.of ? null : { of, hasThrown: false }
  }

  override render(): ReactNode {
    return this.state.hasThrown ? this.props.fallback : this.props.children
  }
}
