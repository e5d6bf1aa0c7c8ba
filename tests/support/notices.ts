import type { Notice, RunEvent } from '@/lib/protocol/event'

/** What a run says beside its steps, in order. Other `CUSTOM` events are none of that. */
export const noticesIn = (events: readonly RunEvent[]): Notice[] =>
  events.flatMap((event) => (event.type === 'CUSTOM' && event.name === 'unfold.notice' ? [event.value] : []))
