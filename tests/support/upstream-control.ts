import type { Reply } from './replies'
import type { UpstreamRequest } from './upstream'
import type { ControlBody } from './upstream-server'

/** The same handle as `Upstream` in `upstream.ts`, on the test model that runs as a process; replies are data, so they travel. */
export class UpstreamControl {
  readonly #url: string

  /** @param url The control port's address: `http://127.0.0.1:4011`. */
  constructor(url: string) {
    this.#url = url
  }

  /** Scripts the replies to requests whose question contains `question`; make it one that no other test asks. */
  replyTo(question: string, ...replies: Reply[]): Promise<unknown> {
    return this.#post('reply', { question, replies })
  }

  open(gate: { name: string }): Promise<unknown> {
    return this.#post('open', { gate: gate.name })
  }

  /** Resolves when a stream waits at the gate. */
  reached(gate: { name: string }): Promise<unknown> {
    return this.#post('reached', { gate: gate.name })
  }

  /** What was asked so far by questions that contain `question`. */
  async requests(question: string): Promise<Omit<UpstreamRequest, 'finished'>[]> {
    return this.#post('requests', { question })
  }

  // biome-ignore lint/suspicious/noExplicitAny: our own test process answers, in the shape that each caller names
  async #post(path: string, body: ControlBody): Promise<any> {
    const response = await fetch(`${this.#url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`The test model's control answered ${response.status}: ${await response.text()}`)
    return response.json()
  }
}
