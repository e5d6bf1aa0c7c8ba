import type { NumberedEvent } from '@/lib/protocol/event'

/** An event is written as JSON once, however often it is looked through. */
const texts = new WeakMap<NumberedEvent, string>()

const textOf = (event: NumberedEvent): string => {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = JSON.stringify(event).toLowerCase()
  texts.set(event, text)
  return text
}

/** The events in whose JSON all of these words stand, in any case. */
export const filterEvents = (events: readonly NumberedEvent[], filter: string): readonly NumberedEvent[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 ? events : events.filter((event) => words.every((word) => textOf(event).includes(word)))
}
