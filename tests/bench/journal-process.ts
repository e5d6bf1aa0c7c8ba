import { appendEvents, lastSeqs } from '@/lib/db/run-events'
import { Store, type StoreSettings } from '@/lib/db/store'
import type { RunEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { GroupCommit } from '@/lib/run-log/journal'
import { type Journal, RunLog } from '@/lib/run-log/run-log'
import { ask, begun, ending } from '@/tests/db/story'
import { percentile } from './stream-client'

/**
 * What the journal alone costs: runs write tokens at a pace, one reader of each notes when it sees them. A process of its
 * own, so that its processor time is that of nothing else; the last argument is the work as JSON, the output its figures.
 */
type Work = { settings?: StoreSettings; runs: number; rate: number; seconds: number }

const { settings, runs, rate, seconds }: Work = JSON.parse(process.argv.at(-1) ?? '')
const store = settings && new Store(settings)
await store?.migrate()
const minGapMs = store?.dialect === 'sqlite' ? 4 : 0
const commit =
  store &&
  new GroupCommit({
    store: {
      append: (batches) => store.use((db) => appendEvents(db, batches)),
      lastSeqs: (keys) => store.use((db) => lastSeqs(db, keys)),
    },
    minGapMs,
  })
const tokens = rate * seconds
const ids = { threadId: 'thread' as ThreadId, runId: 'run' as RunId }
const started = {
  type: 'RUN_STARTED',
  ...ids,
  protocolVersion: '1.0',
  input: { ...ids, messages: [] as never, tools: [], context: [] },
  metadata: { model: { id: 'm', label: 'M' }, deadlineMs: 1, outlivesConnection: true },
} satisfies RunEvent
const messageId = 'message-1' as never

async function openLog(index: number): Promise<RunLog> {
  const journal: Journal = store ? await journalOf(store, index) : { add: (log, entry) => log.markSafe(entry.seq) }
  return new RunLog({ runId: ids.runId, journal, now: Date.now })
}

async function journalOf(store: Store, index: number): Promise<Journal> {
  const { key, epoch } = await begun(store, { thread: `t${process.pid}-${index}`, run: `r${process.pid}-${index}` })
  if (!commit) throw new Error('There is no journal.')
  return commit.journalOf({ key, epoch, endingOf: () => ending('An answer.'), onLost: () => undefined })
}

const latencies: number[] = []

async function play(log: RunLog): Promise<void> {
  log.append(started)
  log.append({ type: 'STEP_STARTED', stepName: 'turn-1' })
  log.append({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind: 'answer' } })
  const read = (async () => {
    for await (const event of log.read())
      if (event.type === 'TEXT_MESSAGE_CONTENT') latencies.push(performance.now() - Number(event.delta))
  })()
  const startsAt = performance.now() + (Math.random() * 1000) / rate
  for (let written = 0; written < tokens; written += 1) {
    const waitMs = startsAt + (written * 1000) / rate - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    log.append({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: String(performance.now()) })
  }
  log.append({ type: 'TEXT_MESSAGE_END', messageId })
  log.append({ type: 'STEP_FINISHED', stepName: 'turn-1' })
  log.append({ type: 'RUN_FINISHED', ...ids, outcome: { type: 'success' }, usage: [], result: { toolsUsed: [] } })
  await read
}

// So that its code is compiled.
if (store) await ask(store, { thread: 'warm', run: 'warm' })
const logs = await Promise.all(Array.from({ length: runs }, (_, index) => openLog(index)))
const before = process.cpuUsage()
await Promise.all(logs.map(play))
const { user, system } = process.cpuUsage(before)
await store?.close()
const figures = {
  p50Ms: percentile(latencies, 0.5),
  p99Ms: percentile(latencies, 0.99),
  cpuUsPerToken: (user + system) / latencies.length,
}
process.stdout.write(JSON.stringify(figures))
