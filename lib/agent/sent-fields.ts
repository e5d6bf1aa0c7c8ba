import type { OwnFields } from './models/own-fields'

/** A server's own fields beside a message or a call, as an event of the log carries them. */
export type SentFields = {
  origin: string
  fields: OwnFields
  /** The field that held the thinking of this turn, which stands in the log already, and its length. */
  thinking?: { field: string; chars: number }
}

export const toEncryptedValue = (sent: SentFields): string => JSON.stringify(sent)

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
export function withoutThinking(origin: string, fields: OwnFields, thought: string): SentFields {
  const field = thought === '' ? undefined : Object.keys(fields).find((name) => fields[name] === thought)
  if (field === undefined) return { origin, fields }
  const { [field]: _inTheLog, ...rest } = fields
  return { origin, fields: rest, thinking: { field, chars: thought.length } }
}
