import { expect, test } from 'vitest'
import { SleepDetector } from '@/lib/client/connection/sleep-detector'
import { createTab, ManualClock } from '@/tests/support/clocks'

const wake = () => {
  const clock = new ManualClock()
  const tab = createTab()
  const sleep = new SleepDetector({ now: clock.now, schedule: clock.schedule, visibility: tab.visibility })
  const begun = clock.now()
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) clock.advance(100)
  }
  const read = () => {
    const { since, lostMs } = sleep.read()
    return { since: since - begun, lostMs }
  }
  return { clock, tab, sleep, pass, read }
}

test('a page that runs was there from the start; a timer that is late by half a second says nothing', () => {
  const { clock, pass, read } = wake()
  pass(10_000)
  clock.advance(900)
  expect(read()).toEqual({ since: 0, lostMs: 0 })
})

test('what a blocked main thread may have kept waiting is counted, once', () => {
  const { clock, pass, read } = wake()
  pass(2_000)
  clock.advance(1_800)
  expect(read()).toEqual({ since: 0, lostMs: 1_800 })
  expect(read()).toEqual({ since: 0, lostMs: 1_800 })
  pass(1_000)
  clock.advance(2_000)
  pass(1_000)
  expect(read()).toEqual({ since: 0, lostMs: 3_800 })
})

test('what comes before the timer that is overdue finds the same', () => {
  const { clock, pass, read } = wake()
  pass(2_000)
  const first: object[] = []
  clock.schedule(0, () => first.push(read()))
  clock.advance(2_000)
  clock.schedule(0, () => first.push(read()))
  clock.advance(60_000)
  expect(first).toEqual([
    { since: 0, lostMs: 2_000 },
    { since: 64_000, lostMs: 2_000 },
  ])
})

test('a laptop that slept is there since it woke', () => {
  const { clock, pass, read } = wake()
  pass(2_000)
  clock.advance(60_000)
  pass(5_000)
  expect(read()).toEqual({ since: 62_000, lostMs: 0 })
})

test('a hidden tab is not there', () => {
  const { tab, pass, read } = wake()
  pass(1_000)
  tab.hide()
  pass(3_000)
  expect(read().since).toBe(4_000)
  tab.show()
  pass(3_000)
  expect(read().since).toBe(4_000)
})

test('a clock that is set back is no silence that was listened to', () => {
  const { clock, pass, read } = wake()
  pass(1_000)
  clock.advance(-60_000)
  expect(read().since).toBe(-59_000)
})

test('closed, it leaves no timer', () => {
  const { clock, sleep } = wake()
  sleep.close()
  expect(clock.pending).toEqual([])
})
