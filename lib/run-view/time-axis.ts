import type { Ms } from '@/lib/protocol/event'

/** The axis under the rows of a timeline. */
export type TimeAxis = {
  /** Where the axis ends; at or after the time it was made for. */
  end: Ms
  /** 4 to 6 of them, evenly from 0 to `end`. The first and the last carry the unit: "0 s", "2", "4", "6 s". */
  ticks: { at: Ms; label: string }[]
}

/**
 * An axis for a run of this length. It grows in whole steps, so a live one stands still for most of the time, and it
 * never shrinks as the time goes on.
 */
export const toTimeAxis = (elapsed: Ms): TimeAxis => {
  const step = steps.find((one) => elapsed <= one * maxParts) ?? wholeHours(elapsed / maxParts)
  const parts = Math.max(minParts, Math.ceil(elapsed / step))
  const [unit, unitMs] = step < minute || parts * step <= 5 * minute ? ['s', 1000] : ['m', minute]
  const ticks = Array.from({ length: parts + 1 }, (_, place) => {
    const at = place * step
    const number = String(Math.round((at / unitMs) * 10) / 10)
    return { at, label: place === 0 || place === parts ? `${number} ${unit}` : number }
  })
  return { end: parts * step, ticks }
}

const minParts = 3
const maxParts = 5
const minute = 60_000
const hour = 60 * minute

/** Each is at most 2.5 times the one before it, so that between 3 and 5 of one or the other always fit. */
const steps: Ms[] = [
  ...[200, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000],
  ...[1, 2, 5, 10, 20, 30, 60].map((minutes) => minutes * minute),
]

const wholeHours = (span: Ms): Ms => Math.ceil(span / hour) * hour
