import type { Ms, NumberedEvent } from '@/lib/protocol/event'
import { formatEvent, formatOffset } from '@/lib/run-view/format-event'

/** `0.84 s  TOOL_CALL_START exponentiate`, on one line. */
export const EventLine = ({ event, startedAt }: { event: NumberedEvent; startedAt: Ms }) => (
  <span className="grid h-[1.5rem] grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 whitespace-pre font-mono text-ink-2 text-xs leading-[1.5rem] tracking-mono group-aria-selected:text-ink">
    <span className="min-w-[7ch] text-ink-3 tabular-nums group-aria-selected:text-ink">
      {formatOffset(event.timestamp - startedAt)}
    </span>
    <span className="overflow-hidden text-ellipsis">
      {event.type} <span>{formatEvent(event)}</span>
    </span>
  </span>
)

/** One event a line, as they are kept and sent. */
export const toJsonLines = (events: readonly NumberedEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')
