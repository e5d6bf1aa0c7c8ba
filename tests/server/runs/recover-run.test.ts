import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { countHeartbeats, readHeartbeats } from '@/lib/db/run-queries'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { createVisitor } from '@/lib/server/http/visitor'
import { loadThread } from '@/lib/server/load-thread'
import { findRunLog } from '@/lib/server/runs/find-run'
import { startRun } from '@/lib/server/runs/start-run'
import type { Services } from '@/lib/server/service-types'
import { services } from '@/lib/server/services'

/** A process that could not say that it is alive, or whose clock was set, and a person who opens the chat meanwhile. */

let folder: string
/** How far the clock was moved. */
let movedMs = 0
let shared: Services
const owner = createVisitor()
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-take-over-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DEMO_TOKENS_PER_SECOND', '60')
  vi.stubEnv('OPENAI_API_KEY', '')
  vi.spyOn(process.stdout, 'write').mockReturnValue(true) // A line for each run.
  const realNow = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + movedMs)
  shared = services()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await shared.store.close()
  rmSync(folder, { recursive: true })
})

const ids = (id: string) => ({ threadId: id as ThreadId, runId: id as RunId })
const ask = (id: string) => {
  const question = 'Take 20 plus 10, multiply by 7, then subtract 4'
  const input = { ...ids(id), messageId: id as MessageId, question, detach: true, dialect: '1.0' } as const
  return startRun(input, { owner, address: '192.0.2.1' }, shared)
}
const open = async (id: string) => JSON.parse(await loadThread({ ...ids(id), owner, limit: 30 }, shared))

test.each([20_000, 3_600_000, -3_600_000])(
  'a clock that moves by %i ms does not make a process end its own run',
  async (step) => {
    const id = `step ${step}`
    const { log, finished } = await ask(id)
    movedMs = step
    for (let look = 0; look < 5; look += 1) {
      expect((await open(id)).turns[0].runs).toHaveLength(1)
      await findRunLog(ids(id).runId, owner, shared)
      await shared.leases.sweep()
    }
    await finished
    movedMs = 0
    const events: NumberedEvent[] = [...log.entriesAfter(0)].map(({ event }) => event)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
    const [turn] = (await open(id)).turns
    expect(turn.runs).toHaveLength(1)
    expect(turn.runs[0].events).toEqual(events)
    // What happened took as long as it took.
    const [first, last] = [events[0]?.timestamp ?? 0, events.at(-1)?.timestamp ?? 0]
    expect(last - first).toBeGreaterThan(100)
    expect(last - first).toBeLessThan(30_000)
  },
)

test('a run is this process’s own from the moment it begins', async () => {
  const { finished } = await ask('own')
  const [own] = shared.runs.ownKeys()
  expect(await shared.store.use((db) => readHeartbeats(db, shared.runs.ownKeys()))).toEqual([])
  expect(await shared.store.use((db) => countHeartbeats(db, { instance: shared.instance, keys: shared.runs.ownKeys() }))).toEqual(
    new Set([own]),
  )
  await finished
  expect(shared.runs.ownKeys()).toEqual([])
})
