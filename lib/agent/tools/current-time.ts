import { z } from 'zod'
import { defineTool, ToolFailure } from './define-tool'
import { findPlace, type Place } from './places'

/** The tool `current_time`: the date and the time in a place, a time zone or at an offset from UTC, now. */
export const currentTime = defineTool({
  name: 'current_time',
  icon: 'clock',
  noun: ['clock check', 'clock checks'],
  description:
    'Tell the current time and date in a place: a city ("Nairobi", "Paris, Texas"), a country, an IANA zone ("Asia/Tokyo") or "UTC".',
  input: z.object({
    place: z.string().trim().min(1, 'must not be empty').max(100, 'is too long').describe('The place or time zone.'),
  }),
  effects: 'none',
  timeoutMs: 5_000,
  prepare: () => void findPlace('Nairobi'),
  async run({ place: text }, { now }) {
    const place = findPlace(text)
    if (!place)
      throw new ToolFailure(`No place called "${text}" was found. Try the name of a city or a time zone such as Europe/Paris.`)
    const { time, weekday, day, month, year, offset } = readClock(place, now())
    const zone = place.offsetMs === undefined && place.zone !== 'UTC' ? ` (${place.zone}, ${offset})` : ''
    return {
      content: `It is ${time} on ${weekday} ${day} ${month} ${year} in ${place.name}${zone}.${place.note ? ` ${place.note}` : ''}`,
      // A row has room for little more.
      value: JSON.stringify(`${time}, ${short(weekday)} ${day} ${short(month)}`),
    }
  },
})

const short = (name: string): string => name.slice(0, 3)

/** The parts of what a clock and a calendar on the wall there show; `offset` as "UTC+5:30". */
function readClock({ zone, offsetMs = 0 }: Place, nowMs: number) {
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZoneName: 'shortOffset',
  })
  const parts = Object.fromEntries(formatter.formatToParts(nowMs + offsetMs).map(({ type, value }) => [type, value]))
  return {
    time: `${parts['hour']}:${parts['minute']}`,
    weekday: parts['weekday'] ?? '',
    day: parts['day'],
    month: parts['month'] ?? '',
    year: parts['year'],
    offset: parts['timeZoneName']?.replace('GMT', 'UTC'),
  }
}
