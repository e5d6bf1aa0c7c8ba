import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readStoredEvents } from '@/lib/db/run-events'
import type { RunKey } from '@/lib/db/run-queries'
import { Store } from '@/lib/db/store'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { LogReader } from '@/lib/run-log/log-reader'
import { createVisitor } from '@/lib/server/http/visitor'
import { loadThread } from '@/lib/server/load-thread'
import { startRun } from '@/lib/server/runs/start-run'
import type { Services } from '@/lib/server/service-types'
import { services } from '@/lib/server/services'
import { LockHolder } from '@/tests/support/lock-holder'
import { seeded } from '@/tests/support/seeded'

/** Another program holds the write lock of the database while the app answers questions. */

let folder: string
let shared: Services
let holder: LockHolder
const owner = createVisitor()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-locks-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DEMO_TOKENS_PER_SECOND', '150')
  vi.stubEnv('CONCURRENT_RUNS', '0')
  vi.stubEnv('RUNS_PER_HOUR', '0')
  vi.stubEnv('OPENAI_API_KEY', '')
  vi.spyOn(process.stdout, 'write').mockReturnValue(true) // A line for each run.
  vi.spyOn(process.stderr, 'write').mockReturnValue(true) // That the database is away, and back.
  shared = services()
  await shared.store.check()
  holder = await LockHolder.start(join(folder, 'unfold.db'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await holder.end()
  await shared.store.close()
  rmSync(folder, { recursive: true })
})

type Shown = { key: RunKey; threadId: ThreadId; events: string[] }

let asked = 0
beforeEach(() => {
  asked += 1000
})

/** Asks, and reads as a person's page does, to the end. */
async function ask(shown: Shown[]): Promise<void> {
  asked += 1
  const id = `locks-${asked}`
  const question = `Take ${asked} plus 10, multiply by 7, then subtract 4`
  const input = {
    messageId: id as MessageId,
    threadId: id as ThreadId,
    runId: id as RunId,
    question,
    dialect: '1.0',
    detach: true,
  } as const
  const { key, log, finished } = await startRun(input, { owner, address: '192.0.2.1' }, shared)
  const one: Shown = { key, threadId: input.threadId, events: [] }
  shown.push(one)
  await read(log, one.events)
  await finished
}

async function read(log: LogReader, events: string[]): Promise<void> {
  for (;;) {
    for (const { json } of log.entriesAfter(events.length)) events.push(json)
    if (log.ended && events.length === log.lastSafeSeq) return
    await log.waitFor(events.length)
  }
}

/** As a process that starts later finds it. */
async function kept({ key }: Shown): Promise<string[]> {
  const later = new Store({ file: join(folder, 'unfold.db') })
  try {
    return (await later.use((db) => readStoredEvents(db, key))).map(({ json }) => json)
  } finally {
    await later.close()
  }
}

test('what was shown is kept, whenever another program holds the lock: at 100 random moments', { timeout: 120_000 }, async () => {
  const random = seeded(8)
  const shown: Shown[] = []
  let goesOn = true
  const asking = Array.from({ length: 3 }, async () => {
    while (goesOn) await ask(shown)
  })
  for (let moment = 0; moment < 100; moment += 1) {
    await pause(random() * 40)
    const { released } = await holder.hold(moment === 50 ? 2500 : random() * 120)
    await released
  }
  goesOn = false
  await Promise.all(asking)
  expect(shown.length).toBeGreaterThan(10)
  for (const each of shown) {
    expect(JSON.parse(each.events.at(-1) ?? '{}').type).toBe('RUN_FINISHED')
    expect(await kept(each)).toEqual(each.events)
  }
})

test('waiting for a lock holds up no page, no other request and no timer', { timeout: 20_000 }, async () => {
  const shown: Shown[] = []
  await ask(shown)
  const [first] = shown
  if (!first) throw new Error('Nothing was shown.')
  const { released } = await holder.hold(1500)
  const writing = ask(shown)
  let longestMs = 0
  for (let last = performance.now(), until = last + 1200; last < until; ) {
    const page = JSON.parse(await loadThread({ threadId: first.threadId, owner, limit: 30 }, shared))
    expect(page.turns).toHaveLength(1)
    await pause(5)
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
  }
  expect(shown).toHaveLength(1)
  expect(longestMs).toBeLessThan(400)
  await released
  await writing
  expect(shown).toHaveLength(2)
})

test('a lock that is not given back in time is said, and forgotten when it is', { timeout: 20_000 }, async () => {
  const { released } = await holder.hold(5000)
  await expect(ask([])).rejects.toMatchObject({ code: 'not-saved' })
  await released
  const shown: Shown[] = []
  await Promise.all([ask(shown), ask(shown)])
  for (const each of shown) expect(await kept(each)).toEqual(each.events)
  // The other program is well too.
  await (await holder.hold(1)).released
})
