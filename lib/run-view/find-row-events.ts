import type { NumberedEvent } from '@/lib/protocol/event'
import type { RunView } from './state'
import { answerRowId, type TimelineRow } from './timeline'

type Row = Pick<TimelineRow, 'id' | 'kind'>

/** The events that a row of the timeline came from, in order. Of a model turn, what no other row has. */
export const findRowEvents = (events: readonly NumberedEvent[], row: Row, run: RunView): NumberedEvent[] => {
  switch (row.kind) {
    case 'call':
      return events.filter((event) => callOf(event) === row.id)
    case 'thinking':
      return events.filter((event) => event.type.startsWith('REASONING_') && 'messageId' in event && event.messageId === row.id)
    case 'answer':
      return events.filter(
        (event) => event.type.startsWith('TEXT_') && 'messageId' in event && event.messageId === run.answer?.messageId,
      )
    case 'model':
      return eventsOfTurn(events, row.id)
  }
}

/** What finds the same events among all: the id that is in each of them. */
export const filterOfRow = (row: Row, run: RunView): string => (row.id === answerRowId ? (run.answer?.messageId ?? '') : row.id)

const callOf = (event: NumberedEvent): string | undefined => {
  if ('toolCallId' in event) return event.toolCallId
  return event.type === 'ACTIVITY_SNAPSHOT' ? event.content.toolCallId : undefined
}

const isNotice = (event: NumberedEvent): boolean => event.type === 'CUSTOM' && event.name === 'unfold.notice'

const eventsOfTurn = (events: readonly NumberedEvent[], turn: string): NumberedEvent[] => {
  const found: NumberedEvent[] = []
  let inside = false
  for (const event of events) {
    const isEdge = event.type === 'STEP_STARTED' || event.type === 'STEP_FINISHED'
    if (isEdge) inside = event.stepName === turn && event.type === 'STEP_STARTED'
    if ((isEdge && event.stepName === turn) || (inside && isNotice(event))) found.push(event)
  }
  return found
}
