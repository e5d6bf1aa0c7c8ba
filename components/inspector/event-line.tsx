import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { toEventWords, toOffset } from '@/lib/run-view/format-event'

/** `0.84 s  TOOL_CALL_START exponentiate`, on one line. */
export const EventLine = ({ event, startedAt }: { event: NumberedEvent; startedAt: Ms }) => (
  <span className="event-line">
    <span className="event-time">{toOffset(event.timestamp - startedAt)}</span>
    <span className="event-words">
      {event.type} <span>{toEventWords(event)}</span>
    </span>
  </span>
)

/** One event a line, as they are kept and sent. */
export const toJsonLines = (events: readonly NumberedEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')
