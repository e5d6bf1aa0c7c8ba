import { type Deferred, deferred } from './deferred'

/** Named points at which a stream waits for a test, and the test for a stream; so that no test needs to sleep. */
export class Gates {
  readonly #gates = new Map<string, { opened: Deferred; reached: Deferred }>()

  open(name: string): void {
    this.#gate(name).opened.resolve()
  }

  reached(name: string): Promise<void> {
    return this.#gate(name).reached.promise
  }

  /** For the stream: says that it is here, and waits until the gate is open. */
  pass(name: string): Promise<void> {
    const { opened, reached } = this.#gate(name)
    reached.resolve()
    return opened.promise
  }

  #gate(name: string): { opened: Deferred; reached: Deferred } {
    const gate = this.#gates.get(name) ?? { opened: deferred(), reached: deferred() }
    this.#gates.set(name, gate)
    return gate
  }
}
