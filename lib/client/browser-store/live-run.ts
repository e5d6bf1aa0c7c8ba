import { readFrames } from '@/lib/client/api/read-frames'
import type { NumberedEvent, RunEvent, RunEventOf, RunId, Seq, ThreadId } from '@/lib/protocol/event'
import { RunOrder, type Unanswered } from '@/lib/protocol/order'
import { decodeSseChunks, type Recording, sseHeaders, toSseComment, toSseFrame, toSseStatus } from '@/lib/protocol/sse'

export type LiveRunOptions = {
  runId: RunId
  threadId: ThreadId
  /** What it begins with where it ends before the server has sent anything. */
  started: Started
  /** What the server sent for `POST /api/runs`. */
  response: Response
  /** Ends the connection, by which the server stops the run. */
  connection: AbortController
  /** Asks the server for the events after one that is known, should the connection break. */
  rejoin: (after: Seq) => Promise<Response>
  /** Called after new events, and once more when the run has ended. */
  onChange: (run: TabRun) => void
}

type Started = RunEventOf<'RUN_STARTED'>

const rejoinTries = 3
const rejoinGapMs = 300
/** How often something is sent, by which a reader sees that its connection is alive. */
const heartbeatMs = 10_000

/**
 * A run whose only copy is being made here: its events as the server sends them. Readers come and go; the run goes on
 * until it ends, is stopped, or this page is left.
 */
export class TabRun {
  readonly runId: RunId
  readonly threadId: ThreadId
  /** All that has come. */
  readonly written: NumberedEvent[] = []
  /** What of it is kept: nothing is shown that a reload would lose. */
  readonly events: NumberedEvent[] = []
  /** Its last event has come, be it kept or not. */
  isOver = false
  /** Resolves when its last event has come. */
  readonly finished: Promise<void>
  readonly #options: LiveRunOptions
  readonly #waiters = new Set<() => void>()
  /** Somebody asked for its end. */
  isStopWanted = false
  #isStopped = false
  recording: Recording = 'ok'

  constructor(options: LiveRunOptions) {
    this.runId = options.runId
    this.threadId = options.threadId
    this.#options = options
    this.finished = this.#record()
  }

  /** Ends it as stopped by closing its connection: the server stops a run that cannot be read any more. */
  stop(): void {
    this.isStopWanted = true
    this.#isStopped = true
    this.#options.connection.abort()
  }

  /** All that it has is kept, and no more will come. */
  get ended(): boolean {
    return this.isOver && this.events.length >= this.written.length
  }

  /** The first `count` events are kept now, or cannot be, which `recording` says: readers get them. */
  markKept(count: number): void {
    this.events.push(...this.written.slice(this.events.length, count))
    this.#wake()
  }

  /** Says whether what has come is being kept. */
  setRecording(recording: Recording): void {
    if (this.recording === recording) return
    this.recording = recording
    this.#wake()
  }

  async #record(): Promise<void> {
    const { rejoin, onChange } = this.#options
    let response: Response | undefined = this.#options.response
    for (let tries = 0; response && !this.isOver; tries += 1) {
      const before = this.written.length
      if (response.body) await this.#read(response.body).catch(() => undefined) // A lost connection is joined again.
      if (this.isOver || this.#isStopped) break
      if (this.written.length > before) tries = 0
      response = undefined
      while (tries < rejoinTries && !response && !this.#isStopped) {
        const joined: Response | undefined = await rejoin(this.written.length).catch(() => undefined)
        if (joined?.ok) response = joined
        else {
          tries += 1
          await new Promise((resolve) => setTimeout(resolve, rejoinGapMs))
        }
      }
    }
    if (!this.isOver) this.#add((this.#isStopped ? stoppedEnding : interruptedEnding)(this.written, this.#options.started))
    this.isOver = true
    onChange(this)
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const frames of decodeSseChunks(body)) {
      const { events } = readFrames(frames, this.written.length)
      if (events.length > 0) this.#add(events)
      if (this.isOver) return
    }
  }

  #add(added: NumberedEvent[]): void {
    const events = this.isStopWanted ? added : this.#asNotStopped(added)
    this.written.push(...events)
    this.isOver = events.some(isLast)
    if (!this.isOver) this.#options.onChange(this)
  }

  /** The server stops a run that it takes to be left; where a connection was lost for a moment, nobody has stopped it. */
  #asNotStopped(events: NumberedEvent[]): NumberedEvent[] {
    const last = events.at(-1)
    if (last?.type !== 'RUN_FINISHED' || last.outcome.type !== 'cancelled') return events
    const before = events.slice(0, -1)
    return [...before, ...interruptedEnding([...this.written, ...before], this.#options.started)]
  }

  #wake(): void {
    for (const wake of [...this.#waiters]) wake()
  }

  /** Resolves when there is an event after this one, when `recording` changes, or when no more will come. */
  async waitFor(after: Seq, signal: AbortSignal): Promise<void> {
    if (this.events.length > after || this.ended || signal.aborted) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiters.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiters.add(wake)
      signal.addEventListener('abort', wake)
    })
  }
}

/** What a reader reads: events that are there, and more of them until there are no more. */
export type ReadableRun = {
  events: readonly NumberedEvent[]
  ended: boolean
  /** Whether they are being kept, where this tab keeps them. */
  recording?: Recording
  waitFor(after: Seq, signal: AbortSignal): Promise<void>
}

/** The events of a run after `after` as the event stream that the server would send; without `waits` only those that are there. */
export const streamOf = (run: ReadableRun, after: Seq, waits: boolean): Response => {
  const left = new AbortController()
  const encoder = new TextEncoder()
  let heartbeat: ReturnType<typeof setInterval> | undefined
  let sent = after
  let reported: Recording = 'ok'
  /** What there is to say now; `''` where nothing is new. */
  const next = (): string => {
    const { recording = 'ok' } = run
    const status = recording === reported ? '' : toSseStatus({ recording })
    reported = recording
    const fresh = run.events.slice(sent)
    sent += fresh.length
    return status + fresh.map((event) => toSseFrame(event.seq, JSON.stringify(event))).join('')
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string) => controller.enqueue(encoder.encode(text))
      say(toSseComment())
      heartbeat = setInterval(() => say(toSseComment()), heartbeatMs)
    },
    async pull(controller) {
      let text = next()
      // Who is given nothing does not ask again.
      while (waits && text === '' && !run.ended && !left.signal.aborted) {
        await run.waitFor(sent, left.signal).catch((error: unknown) => {
          clearInterval(heartbeat)
          throw error
        })
        text = next()
      }
      if (left.signal.aborted) return
      if (text !== '') controller.enqueue(encoder.encode(text))
      if (waits && !(run.ended && sent >= run.events.length)) return
      clearInterval(heartbeat)
      controller.close()
    },
    cancel() {
      clearInterval(heartbeat)
      left.abort()
    },
  })
  return new Response(body, { headers: sseHeaders })
}

/** Whether a run has ended with this event. */
export const isLast = ({ type }: NumberedEvent): boolean => type === 'RUN_FINISHED' || type === 'RUN_ERROR'

/** The events that end a run which was stopped, after those that it has. */
export const stoppedEnding = (events: readonly NumberedEvent[], started: Started): NumberedEvent[] => {
  const { threadId, runId } = started
  const outcome = { type: 'cancelled' } as const
  return closed(
    events,
    started,
    { type: 'RUN_FINISHED', threadId, runId, outcome, usage: [], result: { toolsUsed: [] } },
    { status: 'cancelled', message: 'Stopped by you.' },
  )
}

/** The events that end a run whose connection is gone, after those that it has. */
export const interruptedEnding = (events: readonly NumberedEvent[], started: Started): NumberedEvent[] =>
  closed(
    events,
    started,
    { type: 'RUN_ERROR', code: 'interrupted', message: pageWasLeft, usage: [], metadata: { retryable: true, reference: '' } },
    { status: 'lost', message: 'The connection ended before this step was finished.' },
  )

const pageWasLeft = 'The page was closed or lost its connection while this was running. What arrived is kept.'

/** Ends a run as the server does (rules L1 and L5): it has begun, what is open is closed, every call is answered, the ending comes last. */
const closed = (
  events: readonly NumberedEvent[],
  started: Started,
  ending: RunEventOf<'RUN_FINISHED' | 'RUN_ERROR'>,
  unanswered: Unanswered,
): NumberedEvent[] => {
  const order = new RunOrder()
  const timestamp = Math.max(events.at(-1)?.timestamp ?? 0, Date.now())
  const beginning: RunEvent[] = events.length === 0 ? [started] : []
  for (const event of events) order.accept(event, event.timestamp)
  for (const event of beginning) order.accept(event, timestamp)
  if (order.ended) return []
  const more = [...beginning, ...order.closers(unanswered, timestamp), ending]
  return more.map((event, index) => ({ ...event, seq: events.length + 1 + index, timestamp }))
}
