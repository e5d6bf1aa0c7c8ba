import {
  type MessageId,
  type Ms,
  type ResultMetadata,
  type RunEvent,
  type StepName,
  type ToolCallId,
  type ToolProgress,
  unreachable,
} from './event'

/** How the calls that nobody answered are answered when a run ends (rule L5). */
export type Unanswered = { status: Exclude<ResultMetadata['status'], 'ok'>; message: string }

type OpenCall = { startedAt: Ms; ended: boolean }

/**
 * Which event may follow which: the rules L1, L3, L4 and L5 of `docs/protocol.md` for one run, as the state they need.
 * `accept` throws a plain `Error` on a broken rule, since only a bug of ours can break one.
 */
export class RunOrder {
  #phase: 'before' | 'running' | 'ended' = 'before'
  readonly #seenIds = new Set<string>()
  readonly #texts = new Set<MessageId>()
  readonly #reasonings = new Set<MessageId>()
  readonly #thoughts = new Set<MessageId>()
  readonly #steps = new Set<StepName>()
  /** Calls without a result yet. */
  readonly #calls = new Map<ToolCallId, OpenCall>()
  /** Calls whose tool was last said to wait or to run. */
  readonly #active = new Set<ToolCallId>()

  get ended(): boolean {
    return this.#phase === 'ended'
  }

  accept(event: RunEvent, at: Ms): void {
    this.#expect(this.#phase === (event.type === 'RUN_STARTED' ? 'before' : 'running'), 'L1', event)
    switch (event.type) {
      case 'RUN_STARTED':
        this.#phase = 'running'
        return
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        this.#expect(!this.closers({ status: 'lost', message: '' }, at, pendingOf(event)).some(isOwed), 'L5', event)
        this.#phase = 'ended'
        return
      case 'STEP_STARTED':
        this.#open(this.#steps, event.stepName, event)
        return
      case 'STEP_FINISHED':
        this.#expect(this.#steps.delete(event.stepName), 'L3', event)
        return
      case 'TEXT_MESSAGE_START':
        this.#open(this.#texts, event.messageId, event)
        return
      case 'TEXT_MESSAGE_CONTENT':
        this.#expect(this.#texts.has(event.messageId) && event.delta !== '', 'L3', event)
        return
      case 'TEXT_MESSAGE_END':
        this.#expect(this.#texts.delete(event.messageId), 'L3', event)
        return
      case 'REASONING_START':
        this.#open(this.#thoughts, event.messageId, event)
        return
      case 'REASONING_MESSAGE_START':
        this.#expect(this.#thoughts.has(event.messageId) && !this.#reasonings.has(event.messageId), 'L3', event)
        this.#reasonings.add(event.messageId)
        return
      case 'REASONING_MESSAGE_CONTENT':
        this.#expect(this.#reasonings.has(event.messageId) && event.delta !== '', 'L3', event)
        return
      case 'REASONING_MESSAGE_END':
        this.#expect(this.#reasonings.delete(event.messageId), 'L3', event)
        return
      case 'REASONING_END':
        this.#expect(!this.#reasonings.has(event.messageId) && this.#thoughts.delete(event.messageId), 'L3', event)
        return
      case 'REASONING_ENCRYPTED_VALUE':
        this.#expect(this.#seenIds.has(event.entityId), 'L3', event)
        return
      case 'TOOL_CALL_START':
        this.#expect(!this.#seenIds.has(event.toolCallId), 'L3', event)
        this.#seenIds.add(event.toolCallId)
        this.#calls.set(event.toolCallId, { startedAt: at, ended: false })
        return
      case 'TOOL_CALL_ARGS':
        this.#expect(this.#calls.get(event.toolCallId)?.ended === false && event.delta !== '', 'L3', event)
        return
      case 'TOOL_CALL_END': {
        const call = this.#calls.get(event.toolCallId)
        this.#expect(call?.ended === false, 'L3', event)
        if (call) call.ended = true
        return
      }
      case 'TOOL_CALL_RESULT':
        this.#expect(this.#calls.get(event.toolCallId)?.ended === true, 'L4', event)
        this.#calls.delete(event.toolCallId)
        return
      case 'ACTIVITY_SNAPSHOT': {
        const { toolCallId, state } = event.content
        if (state === 'ended') this.#active.delete(toolCallId)
        else this.#active.add(toolCallId)
        return
      }
      case 'CUSTOM': {
        const { name } = event
        if (name !== 'unfold.notice') unreachable(name)
        return
      }
      default:
        unreachable(event)
    }
  }

  /**
   * L5: what must still be written before the run may end, in order; every open span closed, every open call answered, but
   * for those that are left to the app.
   */
  closers(unanswered: Unanswered, at: Ms, pending: ReadonlySet<ToolCallId> = new Set()): RunEvent[] {
    const { status, message } = unanswered
    const events: RunEvent[] = []
    for (const messageId of this.#texts) events.push({ type: 'TEXT_MESSAGE_END', messageId })
    for (const messageId of this.#reasonings) events.push({ type: 'REASONING_MESSAGE_END', messageId })
    for (const messageId of this.#thoughts) events.push({ type: 'REASONING_END', messageId })
    for (const [toolCallId, call] of this.#calls) {
      if (!call.ended) events.push({ type: 'TOOL_CALL_END', toolCallId })
      if (pending.has(toolCallId)) continue
      const metadata = { status, durationMs: at - call.startedAt, error: { message } }
      events.push({
        type: 'TOOL_CALL_RESULT',
        messageId: resultId(toolCallId),
        toolCallId,
        content: message,
        role: 'tool',
        metadata,
      })
    }
    for (const toolCallId of this.#active) events.push(toActivity({ toolCallId, state: 'ended' }))
    for (const stepName of this.#steps) events.push({ type: 'STEP_FINISHED', stepName })
    return events
  }

  #open<Id extends string>(spans: Set<Id>, id: Id, event: RunEvent): void {
    this.#expect(!this.#seenIds.has(id), 'L3', event)
    this.#seenIds.add(id)
    spans.add(id)
  }

  #expect(holds: boolean, rule: string, event: RunEvent): void {
    if (!holds) throw new Error(`Rule ${rule} of the run log is broken by ${JSON.stringify(event).slice(0, 300)}`)
  }
}

/** A run may end without it: those of earlier versions never said that a tool had ended. */
const isOwed = ({ type }: RunEvent): boolean => type !== 'ACTIVITY_SNAPSHOT'

/** What a tool does now, in one message that is replaced as it changes. */
export const toActivity = (content: ToolProgress): RunEvent => ({
  type: 'ACTIVITY_SNAPSHOT',
  messageId: `act-${content.toolCallId}` as MessageId,
  activityType: 'tool-progress',
  content,
  replace: true,
})

/** The calls that an ending leaves to the app. */
export const pendingOf = (event: RunEvent): ReadonlySet<ToolCallId> =>
  new Set(event.type === 'RUN_FINISHED' && event.outcome?.type === 'success' ? event.outcome.pendingToolCallIds : [])

/** The message that holds a call's result. */
export const resultId = (toolCallId: ToolCallId): MessageId => `result-${toolCallId}` as MessageId
