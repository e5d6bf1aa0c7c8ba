import { expect, test } from 'vitest'
import { Wakefulness } from '@/lib/client/wakefulness'
import { createTab, ManualClock } from '@/tests/support/clocks'

const wake = () => {
  const clock = new ManualClock()
  const tab = createTab()
  const wakefulness = new Wakefulness({ now: clock.now, schedule: clock.schedule, sight: tab.sight })
  const begun = clock.now()
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) clock.advance(100)
  }
  return { clock, tab, wakefulness, pass, sinceBegun: () => wakefulness.since() - begun }
}

test('a page that runs has been awake from the start; being late by half a second is no sleep', () => {
  const { clock, pass, sinceBegun } = wake()
  pass(10_000)
  clock.advance(900)
  expect(sinceBegun()).toBe(0)
})

test('a timer that could not ring was slept through, also where what came is handled first', () => {
  const { clock, pass, sinceBegun, wakefulness } = wake()
  pass(2_000)
  const asleep = { ms: 60_000, first: 0 }
  const { schedule } = clock
  schedule(0, () => {
    asleep.first = wakefulness.since() - clock.now()
  })
  clock.advance(asleep.ms)
  expect(asleep.first).toBe(0)
  expect(sinceBegun()).toBe(62_000)
  pass(5_000)
  expect(sinceBegun()).toBe(62_000)
})

test('a hidden tab is not awake', () => {
  const { tab, pass, sinceBegun } = wake()
  pass(1_000)
  tab.hide()
  pass(3_000)
  expect(sinceBegun()).toBe(4_000)
  tab.show()
  pass(3_000)
  expect(sinceBegun()).toBe(4_000)
})

test('a clock that is set back is no silence that was listened to', () => {
  const { clock, pass, sinceBegun } = wake()
  pass(1_000)
  clock.advance(-60_000)
  expect(sinceBegun()).toBe(-59_000)
})

test('closed, it leaves no timer', () => {
  const { clock, wakefulness } = wake()
  wakefulness.close()
  expect(clock.pending).toEqual([])
})
