import type { RunEvent, StepName, ToolCallId } from '@/lib/protocol/event'
import type { ModelReply } from './model-reply'
import type { OwnFields } from './models/own-fields'

/** A server's own fields beside a message or a call, as an event of the log carries them. */
export type SentFields = {
  origin: string
  fields: OwnFields
  /** The field that held the thinking of this turn, which stands in the log already, and its length. */
  thinking?: { field: string; chars: number }
}

const toEncryptedValue = (sent: SentFields): string => JSON.stringify(sent)

/** Our own log is trusted, but the run to start from may be one of another version of Unfold. */
export const parseEncryptedValue = (text: string | undefined): SentFields | undefined => {
  if (text === undefined) return undefined
  const sent: Partial<SentFields> | null = JSON.parse(text)
  const { origin, fields, thinking } = sent ?? {}
  if (typeof origin !== 'string' || typeof fields !== 'object' || fields === null) return undefined
  return { origin, fields, ...(thinking && { thinking }) }
}

/** The fields of a whole turn, with the thinking at its place: the end of what was thought since the turn before. */
export const withThinking = ({ fields, thinking }: SentFields, thought: string): OwnFields =>
  thinking === undefined ? fields : { ...fields, [thinking.field]: thought.slice(-thinking.chars) }

/** What is written of the fields of a turn: thinking that is in the log already is named only. */
function withoutThinking(origin: string, fields: OwnFields, thought: string): SentFields {
  const field = thought === '' ? undefined : Object.keys(fields).find((name) => fields[name] === thought)
  if (field === undefined) return { origin, fields }
  const { [field]: _inTheLog, ...rest } = fields
  return { origin, fields: rest, thinking: { field, chars: thought.length } }
}

/**
 * Writes with the run what its calls have to be given back with, each value once. It is written before a call ends, since
 * another run may go on from there.
 */
export class SentFieldsWriter {
  readonly #write: (event: RunEvent) => void
  readonly #written = new Map<string, string>()

  constructor(write: (event: RunEvent) => void) {
    this.#write = write
  }

  write({ sent, calls, thought }: ModelReply, stepName: StepName): void {
    if (!sent || calls.length === 0) return
    const { origin, fields } = sent
    for (const { toolCallId, sent: own } of calls)
      if (own?.fields) this.#writeOnce('tool-call', toolCallId, toEncryptedValue({ origin, fields: own.fields }))
    if (Object.keys(fields).length > 0)
      this.#writeOnce('message', stepName, toEncryptedValue(withoutThinking(origin, fields, thought)))
  }

  #writeOnce(subtype: 'message' | 'tool-call', entityId: StepName | ToolCallId, encryptedValue: string): void {
    if (this.#written.get(entityId) === encryptedValue) return
    this.#written.set(entityId, encryptedValue)
    this.#write({ type: 'REASONING_ENCRYPTED_VALUE', subtype, entityId, encryptedValue } as RunEvent)
  }
}
