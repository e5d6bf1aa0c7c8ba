import { expect, test } from 'vitest'
import type { RunKey } from '@/lib/db/run-queries'
import type { RunId } from '@/lib/protocol/event'
import { FollowedLog, type FollowOptions } from '@/lib/run-log/followed-log'

/** A run that another process writes, and a notifier that the test wakes. */
const setUp = () => {
  const stored: { seq: number; json: string }[] = []
  const state = { ended: false, isAway: false, looks: 0 }
  const ringing: (() => void)[] = []
  const notifier: FollowOptions['notifier'] = {
    now: () => 0,
    waitFor: (_key, _wait, signal) =>
      new Promise((resolve) => {
        ringing.push(resolve)
        signal.addEventListener('abort', () => resolve())
      }),
  }
  const log = new FollowedLog({
    runId: 'run-1' as RunId,
    key: 'key-1' as RunKey,
    notifier,
    read: async (after) => {
      state.looks += 1
      if (state.isAway) throw new Error('away')
      return { entries: stored.filter(({ seq }) => seq > after), ended: state.ended }
    },
  })
  const ring = async () => {
    for (const resolve of ringing.splice(0)) resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const write = (...words: string[]) => {
    for (const word of words) stored.push({ seq: stored.length + 1, json: JSON.stringify({ word }) })
  }
  return { log, write, ring, state }
}

const textsOf = (log: FollowedLog, after = 0) => [...log.entriesAfter(after)].map(({ json }) => json)

test('a reader gets what another process writes, in order, until the end', async () => {
  const { log, write, ring, state } = setUp()
  write('a')
  await log.poll()
  expect(textsOf(log)).toEqual(['{"word":"a"}'])
  const waiting = log.waitFor(1)
  write('b', 'c')
  await ring()
  await waiting
  expect(textsOf(log, 1)).toEqual(['{"word":"b"}', '{"word":"c"}'])
  const last = log.waitFor(3)
  state.ended = true
  await ring()
  await last
  expect(log.ended).toBe(true)
})

test('a notification for nothing lets the reader wait on', async () => {
  const { log, write, ring } = setUp()
  let isWoken = false
  const waiting = log.waitFor(0).then(() => {
    isWoken = true
  })
  await ring()
  expect(isWoken).toBe(false)
  write('a')
  await ring()
  await waiting
  expect(log.lastSafeSeq).toBe(1)
})

test('all who wait share one look', async () => {
  const { log, write, ring, state } = setUp()
  const waiting = [log.waitFor(0), log.waitFor(0), log.waitFor(0)]
  write('a')
  await ring()
  await Promise.all(waiting)
  expect(state.looks).toBe(1)
})

test('while the database is away a reader stays', async () => {
  const { log, write, ring, state } = setUp()
  state.isAway = true
  const waiting = log.waitFor(0)
  await ring()
  write('a')
  state.isAway = false
  await ring()
  await waiting
  expect(log.lastSafeSeq).toBe(1)
})

test('readers are let go when their process is about to end', async () => {
  const { log, ring } = setUp()
  const waiting = log.waitFor(0)
  log.close()
  await ring()
  await waiting
  expect(log.ended).toBe(true)
})
