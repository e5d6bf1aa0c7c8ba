import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, createPacer, maxBehind, type Pacer, receive, toWordEnd } from '@/components/answer/use-reveal'

const FRAME = 1000 / 60

/** Plays arrivals `[at, size]` against 60 frames a second, and tells after each frame what was shown of what had come. */
const play = (arrivals: [at: number, size: number][], until: number) => {
  let pacer: Pacer = createPacer(0, 0)
  const frames: { now: number; shown: number; received: number }[] = []
  let length = 0
  let next = 0
  for (let now = 0; now <= until; now += FRAME) {
    for (let arrival = arrivals[next]; arrival && arrival[0] <= now; arrival = arrivals[++next]) length += arrival[1]
    pacer = advance(receive(pacer, length, now), now)
    frames.push({ now, shown: pacer.shown, received: length })
  }
  return frames
}

test('text that was there from the start is shown from the start', () => {
  expect(createPacer(500, 0).shown).toBe(500)
})

test('a steady stream is shown in the frame in which it comes', () => {
  const arrivals = Array.from({ length: 200 }, (_, i): [number, number] => [i * 10, 4])
  for (const { shown, received } of play(arrivals, 2_000)) expect(shown).toBe(received)
})

test('bursts are spread evenly over the time between them', () => {
  const arrivals = Array.from({ length: 10 }, (_, i): [number, number] => [i * 200, 120])
  const steps = play(arrivals, 1_900)
    .slice(40)
    .map(({ shown }, i, all) => shown - (all[i - 1]?.shown ?? shown))
  expect(Math.max(...steps)).toBeLessThan(30)
})

test('what has come is shown within 250 ms, however it comes, and nothing is ever taken back', () => {
  const bursts = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 2_000 })), {
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(bursts, (gaps) => {
      const arrivals: [number, number][] = []
      let at = 0
      for (const [gap, size] of gaps) {
        at += gap
        arrivals.push([at, size])
      }
      const frames = play(arrivals, at + 1_000)
      for (const [i, frame] of frames.entries()) {
        expect(frame.shown).toBeGreaterThanOrEqual(frames[i - 1]?.shown ?? 0)
        expect(frame.shown).toBeLessThanOrEqual(frame.received)
        const late = frames.find((other) => other.now >= frame.now + maxBehind)
        if (late) expect(late.shown).toBeGreaterThanOrEqual(frame.received)
      }
    }),
  )
})

test('a word is never cut while the rest of it is there', () => {
  expect(toWordEnd('one two three', 5)).toBe(7)
  expect(toWordEnd('one two three', 3)).toBe(3)
  expect(toWordEnd('one two three', 99)).toBe(13)
})
