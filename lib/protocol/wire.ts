import type { RunEventOf } from './event'

/** What a client knows of AG-UI. One that names no version is taken for one of 0.x, which has fewer words for an ending. */
export type Dialect = '1.0' | '0.x'

/**
 * An event of the log, as JSON, in the JSON that a client is sent: `seq` is the id of the frame and no property of AG-UI,
 * and what a client of 0.x would refuse is left out.
 */
export const toWire = (json: string, dialect: Dialect = '1.0'): string => {
  const event = json.replace(lastSeq, '$1')
  return dialect === '0.x' && event.startsWith('{"type":"RUN_FINISHED"') ? toOldEnding(event) : event
}

/** The log writes `seq` and `timestamp` last, so this is the event's own and never a part of what it says. */
const lastSeq = /,"seq":\d+(,"timestamp":\d+\})$/

/** 0.x knows success without more, and interrupts. How else a run ended stands in `metadata` there. */
function toOldEnding(json: string): string {
  const { outcome, ...event }: RunEventOf<'RUN_FINISHED'> = JSON.parse(json)
  return JSON.stringify(
    outcome.type === 'success' ? { ...event, outcome: { type: 'success' } } : { ...event, metadata: { outcome: outcome.type } },
  )
}
