import { mkdtempSync, rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { nanoid } from 'nanoid'
import { Store } from '@/lib/db/store'
import type { MessageId, NumberedEvent, RunEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { number } from '@/tests/support/arbitrary-run'
import { scratch, startApp } from './apps'
import { type FarFigures, measureFar } from './far'
import { seedTurns } from './seed'
import { arrive } from './server'
import { onScreen, times } from './store'
import { percentile } from './stream-client'
import { tokenAt } from './text.mjs'

/** `onScreenMs` is from the call of the page, which brings compact events along, until the last answer is there. */
export type OpenFigures = {
  turns: number
  tokens: number
  onScreenMs: number
  whole: Reading
  compact: Reading
  far?: FarFigures
}

/** A conversation as one request for it brings it. */
type Reading = { bytes: number; gzipBytes: number; answeredMs: number }

const turns = 30
const tokens = 1000

/** What it takes to open a long conversation again, with every event of its runs and with compact ones. */
export async function measureOpen({ quick }: { quick: boolean }): Promise<OpenFigures> {
  const dataDir = mkdtempSync(`${scratch}/open-`)
  const store = new Store({ file: `${dataDir}/unfold.db` })
  await store.migrate()
  const app = await startApp(undefined, { dataDir })
  try {
    const headers = await arrive(app.url)
    const owner = headers.authorization.replace('Bearer ', '').split('.')[0] ?? ''
    const [threadId, otherId] = [nanoid(), nanoid()]
    for (const id of [threadId, otherId]) await seedTurns(store, { owner, at: Date.now() }, id, turns, answerOf(tokens))
    const [page, opened] = [`${app.url}/chat/${threadId}`, quick ? 3 : 9]
    const read = async (query: string): Promise<Reading> => {
      const url = `${app.url}/api/threads/${threadId}${query}`
      const json = Buffer.from(await (await fetch(url, { headers })).arrayBuffer())
      return {
        bytes: json.byteLength,
        gzipBytes: gzipSync(json).byteLength,
        answeredMs: percentile(await times(url, headers, quick), 0.5),
      }
    }
    const onScreenMs = await onScreen(page, headers.authorization, opened)
    const visitor = { url: app.url, authorization: headers.authorization }
    const far = await measureFar(visitor, [threadId, otherId], opened)
    return { turns, tokens, onScreenMs, whole: await read(''), compact: await read('?events=compact'), far }
  } finally {
    await Promise.all([app.stop(), store.close()])
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A run that answers at once, word by word, as the log has it. */
function answerOf(count: number): NumberedEvent[] {
  const [threadId, runId, messageId] = ['thread' as ThreadId, 'run' as RunId, nanoid(12) as MessageId]
  const question = { id: nanoid() as MessageId, role: 'user' as const, content: 'How do streams resume?' }
  const events: RunEvent[] = [
    {
      type: 'RUN_STARTED',
      threadId,
      runId,
      protocolVersion: '1.0',
      input: { threadId, runId, messages: [question], tools: [], context: [] },
      metadata: { model: { id: 'bench', label: 'Bench' }, deadlineMs: 300_000, outlivesConnection: true },
    },
    { type: 'STEP_STARTED', stepName: 'turn-1' },
    { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind: 'answer' } },
    ...Array.from(
      { length: count },
      (_, index): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta: tokenAt(index, count) }),
    ),
    { type: 'TEXT_MESSAGE_END', messageId },
    { type: 'STEP_FINISHED', stepName: 'turn-1', metadata: { usage: { inputTokens: 900, outputTokens: count } } },
    { type: 'RUN_FINISHED', threadId, runId, outcome: { type: 'success' }, usage: [], result: { toolsUsed: [] } },
  ]
  return number(events)
}
