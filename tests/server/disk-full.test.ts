import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Store } from '@/lib/db/store'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { readHealth } from '@/lib/server/health'
import { createVisitor } from '@/lib/server/http/visitor'
import { loadThread } from '@/lib/server/load-thread'
import { startRun } from '@/lib/server/runs/start-run'
import { listThreads } from '@/lib/server/runs/threads'
import type { Services } from '@/lib/server/service-types'
import { services } from '@/lib/server/services'
import { canLimitFiles, type Disk, limitedFiles } from '@/tests/support/full-disk'

let folder: string
let shared: Services
let disk: Disk
const owner = createVisitor()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-full-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('DEMO_TOKENS_PER_SECOND', '20')
  vi.stubEnv('OPENAI_API_KEY', '')
  for (const out of [process.stdout, process.stderr]) vi.spyOn(out, 'write').mockReturnValue(true)
  shared = services()
  await shared.store.check()
  disk = limitedFiles(process.pid, join(folder, 'unfold.db-wal'))
})
afterAll(async () => {
  disk.free()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await shared.store.close()
  rmSync(folder, { recursive: true })
})

const ask = (id: string, content = 'Take 10 plus 10, multiply by 7, then subtract 4') =>
  startRun(
    {
      threadId: 'thread' as ThreadId,
      runId: `run-${id}` as RunId,
      messageId: `question-${id}` as MessageId,
      question: content,
      dialect: '1.0',
      detach: true,
    },
    { owner, address: '192.0.2.1' },
    shared,
  )

test.skipIf(!canLimitFiles)(
  'on a full disk a run goes on to its end, is told as ended, and is written when there is room; what cannot be kept says why',
  { timeout: 60_000 },
  async () => {
    const { log, finished } = await ask('first')
    await log.waitFor(3)
    disk.fill()
    while (!log.ended) await log.waitFor(log.lastSafeSeq)
    const shown = [...log.entriesAfter(0)].map(({ event }) => event.type)
    expect(shown.at(-1)).toBe('RUN_FINISHED')
    expect(log.recording).toBe('degraded')

    const read = async (from = shared): Promise<StoredThread> =>
      JSON.parse(await loadThread({ threadId: 'thread' as ThreadId, owner, limit: 9 }, from))
    const runOf = async () => (await read()).turns[0]?.runs[0]
    expect(await runOf()).toMatchObject({ ended: true, events: { length: shown.length } })
    const list = () => listThreads({ owner, text: '', before: undefined, limit: 9 }, shared)
    expect((await list()).threads).toMatchObject([{ threadId: 'thread', state: 'unseen' }])
    expect(await readHealth(shared)).toMatchObject({
      status: 'degraded',
      database: 'full',
      problem: 'The server’s disk is full, so nothing new can be saved.',
    })
    const refusal = { code: 'disk-full', status: 503 }
    await expect(ask('second')).rejects.toMatchObject(refusal)

    disk.free()
    await finished
    expect(log.recording).toBe('ok')
    await expect(ask('second').then((run) => run.finished)).resolves.toBeUndefined()
    expect(await readHealth(shared)).toMatchObject({ status: 'ok', database: 'sqlite' })
    const another = new Store({ file: join(folder, 'unfold.db') })
    const kept = await another.use((db) => db.selectFrom('runs').select(['run_id', 'outcome']).orderBy('run_id').execute())
    expect(kept).toEqual([
      { run_id: 'run-first', outcome: 'success' },
      { run_id: 'run-second', outcome: 'success' },
    ])
    await another.close()
  },
)
