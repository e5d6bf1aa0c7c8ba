import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { createVisitor } from '@/lib/server/http/visitor'
import { startRun } from '@/lib/server/runs/start-run'
import type { Services } from '@/lib/server/service-types'
import { services } from '@/lib/server/services'

/** As many runs as `MEMORY_RUNS` says, one after the other, through all that a request to run goes through. */
const runs = Number(process.env['MEMORY_RUNS'] ?? 300)
const megabyte = 1024 * 1024

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

let folder: string
let shared: Services
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-memory-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DEMO_TOKENS_PER_SECOND', '0')
  vi.stubEnv('CONCURRENT_RUNS', '0')
  vi.stubEnv('OPENAI_API_KEY', '')
  vi.spyOn(process.stdout, 'write').mockReturnValue(true) // A line for each run.
  shared = services()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await shared.store.close()
  rmSync(folder, { recursive: true })
})

test(`${runs} runs in a row leave memory`, { timeout: 60_000 + runs * 400 }, async () => {
  const owner = createVisitor()
  const run = async (index: number) => {
    const id = `memory-${index}`
    const input = {
      threadId: id as ThreadId,
      runId: id as RunId,
      messageId: id as MessageId,
      question: `Take ${index} plus 10, multiply by 7, then subtract 4`,
      dialect: '1.0',
      detach: true,
    } as const
    const { log, finished } = await startRun(input, { owner, address: '192.0.2.1' }, shared)
    await finished
    expect([...log.entriesAfter(0)].at(-1)?.event.type).toBe('RUN_FINISHED')
  }
  const heap = async () => {
    await pause(50)
    collectGarbage()
    await pause(50)
    collectGarbage()
    return process.memoryUsage().heapUsed / megabyte
  }
  for (let index = 0; index < 50; index += 1) await run(index)
  const before = await heap()
  for (let index = 50; index < 50 + runs; index += 1) await run(index)
  const after = await heap()
  expect(shared.runs.keys()).toEqual([])
  expect(shared.followed.size).toBe(0)
  // 20 MB is the promise for 1,000 runs; a leak once seen here was just under it, so we ask for less.
  expect(after - before).toBeLessThan(2 + (5 * runs) / 1000)
})
