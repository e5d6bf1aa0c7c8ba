import { Component, type ReactNode } from 'react'

type Props = {
  /** The value that the children render. When it changes after an error, they are rendered again. */
  of: unknown
  /** Rendered in place of the children once they have thrown. It must not depend on what made them throw. */
  fallback: ReactNode
  children: ReactNode
}

type State = { of: unknown; hasThrown: boolean }

/** Shows the fallback when its children throw while rendering, so that the page around them stays. React reports the error on the console. */
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
