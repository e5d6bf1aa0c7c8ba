import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { NumberedEvent } from '@/lib/protocol/event'
import type { SseStatus } from '@/lib/protocol/sse'
import type { StoredRun } from '@/lib/run-view/thread-view'
import { callTools, finalAnswer, slow } from '@/tests/support/replies'
import type { Situation } from '@/tests/support/scenarios'
import { seeded } from '@/tests/support/seeded'
import { startUpstream } from '@/tests/support/upstream'
import { eventsOf, Visitor } from '@/tests/support/visitor'
import { type DatabaseLock, disturb, disturbances, wrongClock } from './disturb'
import { type OwnApp, startOwnApp } from './own-app'
import { startSearchCounter } from './search-counter'

/** One question that was asked, and what its reader saw of the answer before the server was killed. */
type Asked = { threadId: string; runId: string; topic: string; seen: NumberedEvent[]; accepted: boolean }

export type ChaosReport = {
  kills: number
  /** How often what was done to the server before that. */
  disturbed: Record<string, number>
  runs: number
  /** Events that a reader saw, and that are not there. */
  lostEvents: number
  /** Runs that go on for ever. */
  leftRunning: number
  /** Finished calls that were made again. */
  callsMadeAgain: number
  /** From the start of the process to its first answer, the slowest. */
  slowestStartMs: number
  /** From the last start until no run was left that should have ended. */
  settledMs: number
  /** Runs that were cut, and of these those that the server went on from by itself. */
  interrupted: number
  continued: number
  /** What must not be, in words; empty when all is well. */
  wrong: string[]
}

export type ChaosOptions = {
  kills: number
  seed: number
  env: Record<string, string>
  /** Called when the database is there. */
  openLock: () => Promise<DatabaseLock>
}

const runsAtOnce = 3
const tokensPerSecond = 60

/**
 * Starts runs and kills the server at random moments, again and again, always with the same data. Before that the database is
 * locked, the process paused or its clock set, and at each start the clock is wrong in another way. Whatever a reader saw
 * must be there at the end, each run must have ended, and no step that had finished may have run twice.
 */
export async function chaos({ kills, seed, env, openLock }: ChaosOptions): Promise<ChaosReport> {
  const random = seeded(seed)
  const [upstream, search] = await Promise.all([startUpstream({ byDefault: nextStep }), startSearchCounter()])
  const settings = {
    nodeArgs: ['counted-search', 'stepped-clock'].flatMap((name) => ['--import', `${import.meta.dirname}/${name}.mjs`]),
    env: {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: 'test',
      MODEL: 'test-model',
      SEARCH: 'wikipedia',
      SEARCH_COUNTER_URL: search.url,
      RUNS_PER_HOUR: '0',
      CONCURRENT_RUNS: '0',
      ...env,
    },
  }
  const report: ChaosReport = {
    kills,
    disturbed: {},
    runs: 0,
    lostEvents: 0,
    leftRunning: 0,
    callsMadeAgain: 0,
    slowestStartMs: 0,
    settledMs: 0,
    interrupted: 0,
    continued: 0,
    wrong: [],
  }
  let app: OwnApp | undefined
  let lock: DatabaseLock | undefined
  const start = async ({ isLast = false } = {}) => {
    const startedAt = performance.now()
    const clock = wrongClock(random)
    // The last one is right: what was asked hours ago by its clock would not be gone on with by itself.
    app = await startOwnApp({ ...settings, env: { ...settings.env, ...(!isLast && clock) }, ...(app && { port: app.port }) })
    report.slowestStartMs = Math.max(report.slowestStartMs, performance.now() - startedAt)
    return app
  }
  try {
    const visitor = await Visitor.arrive((await start()).url)
    lock = await openLock()
    const asked: Asked[] = []
    for (let kill = 0; kill < kills; kill += 1) {
      const reading = Array.from({ length: runsAtOnce }, () => ask(visitor, asked))
      await pause(100 + random() * 2000)
      const what = disturbances[kill % disturbances.length] ?? 'none'
      report.disturbed[what] = (report.disturbed[what] ?? 0) + 1
      // It is killed before most of them are answered.
      const look = () => {
        for (const { threadId } of asked.slice(-runsAtOnce)) visitor.thread(threadId).catch(() => undefined)
      }
      if (app) await disturb(app, { what, lock, random, look })
      await pause(random() * 2500)
      await app?.stop()
      await Promise.all(reading)
      await start({ isLast: kill === kills - 1 })
    }
    report.runs = asked.length
    const startedAt = performance.now()
    await Promise.all(asked.map((each) => check(visitor, each, search.counts, report)))
    report.settledMs = performance.now() - startedAt
    return report
  } finally {
    await app?.stop()
    await lock?.end()
    await upstream.close()
    search.close()
  }
}

/** What the model does next: sums, a search, another sum, and a long answer, all in the words of the question. */
function nextStep({ question, turn }: Situation) {
  const topic = /topic-\w+/.exec(question)?.[0] ?? 'nothing'
  const number = Number.parseInt(topic.slice(-6), 16)
  const steps = [
    callTools([
      { name: 'add', args: { x: number, y: 1 } },
      { name: 'add', args: { x: number, y: 2 } },
    ]),
    callTools([{ name: 'search', args: { query: topic } }]),
    callTools([{ name: 'multiply', args: { x: number, y: 7 } }]),
    finalAnswer(`All there is to say of ${topic}, in the end. `.repeat(8), ['add', 'search'], { fragment: 6 }),
  ]
  return slow(tokensPerSecond, steps[Math.min(turn, steps.length - 1)] ?? finalAnswer('Nothing.'))
}

/** Asks, and reads until the line breaks. What comes while the reader is told that it is not being saved counts when it is. */
async function ask(visitor: Visitor, asked: Asked[]): Promise<void> {
  const topic = `topic-${randomUUID().replaceAll('-', '').slice(0, 12)}`
  const one: Asked = { threadId: randomUUID(), runId: randomUUID(), topic, seen: [], accepted: false }
  asked.push(one)
  try {
    const response = await visitor.post(`What of ${topic}?`, one)
    one.accepted = response.ok
    let unsaved: NumberedEvent[] | undefined
    const onStatus = ({ recording }: SseStatus) => {
      one.seen.push(...(unsaved ?? []))
      unsaved = recording === 'degraded' ? [] : undefined
    }
    await eventsOf(response, (event) => (unsaved ?? one.seen).push(event), onStatus)
  } catch {
    // The server was killed; what was seen until then is what counts.
  }
}

const giveUpMs = 40_000
const goesOnWithinMs = 4000

async function check(visitor: Visitor, asked: Asked, searches: Map<string, number>, report: ChaosReport): Promise<void> {
  const complain = (words: string) => report.wrong.push(`${asked.topic}: ${words}`)
  const runs = await endedRuns(visitor, asked.threadId)
  if (runs === undefined) {
    report.leftRunning += 1
    return void complain(`a run still goes after ${giveUpMs / 1000} s`)
  }
  const first = runs.find(({ runId }) => runId === asked.runId)
  if (!first) {
    if (asked.accepted) complain('the run is gone')
    return
  }
  for (const [index, event] of asked.seen.entries()) {
    if (isDeepStrictEqual(first.events[index], event)) continue
    report.lostEvents += asked.seen.length - index
    return void complain(`event ${index + 1} was seen and is lost`)
  }
  for (const { events } of runs)
    if (events.some(({ seq }, index) => seq !== index + 1)) complain('the events are not numbered 1, 2, 3 …')
  if (first.events.at(-1)?.type === 'RUN_ERROR') report.interrupted += 1
  const [, next, ...more] = runs
  if (more.length > 0) complain(`${runs.length} runs of one question`)
  if (!next) return
  report.continued += 1
  const finished = finishedCalls(first)
  for (const call of startedCalls(next)) {
    if (!finished.includes(call)) continue
    report.callsMadeAgain += 1
    complain(`${call} ran again`)
  }
  const hasSearched = finished.some((call) => call.startsWith('search'))
  if (hasSearched && searches.get(asked.topic) !== 1) complain(`searched ${searches.get(asked.topic)} times`)
}

/** The runs of a thread when none of them goes any more. A thread that the server never accepted has none. */
async function endedRuns(visitor: Visitor, threadId: string): Promise<StoredRun[] | undefined> {
  let cutAt: number | undefined
  for (const giveUpAt = Date.now() + giveUpMs; Date.now() < giveUpAt; await pause(200)) {
    const response = await visitor.fetch(`/api/threads/${threadId}`)
    if (response.status === 404) return []
    const { turns } = await response.json()
    const runs: StoredRun[] = turns.flatMap((turn: { runs: StoredRun[] }) => turn.runs)
    if (runs.length === 1 && wasInterrupted(runs[0])) cutAt ??= Date.now()
    // The server goes on from a run that was cut, once its lease is over; it may be about to.
    const mayGoOn = runs.length === 1 && cutAt !== undefined && Date.now() < cutAt + goesOnWithinMs
    if (runs.every(({ ended }) => ended) && !mayGoOn) return runs
  }
  return undefined
}

const wasInterrupted = (run: StoredRun | undefined): boolean => {
  const last = run?.events.at(-1)
  return last?.type === 'RUN_ERROR' && last.code === 'interrupted'
}

const finishedCalls = (run: StoredRun): string[] => {
  const done = new Set(
    run.events.flatMap((event) =>
      event.type === 'TOOL_CALL_RESULT' && event.metadata.status === 'ok' ? [event.toolCallId] : [],
    ),
  )
  return calls(run).flatMap(({ id, text }) => (done.has(id) ? [text] : []))
}

const startedCalls = (run: StoredRun): string[] => calls(run).map(({ text }) => text)

/** Each call as its tool and its arguments, as far as they were written. */
const calls = (run: StoredRun) =>
  run.events.flatMap((event) => {
    if (event.type !== 'TOOL_CALL_START') return []
    const args = run.events.map((each) =>
      each.type === 'TOOL_CALL_ARGS' && each.toolCallId === event.toolCallId ? each.delta : '',
    )
    return [{ id: event.toolCallId, text: `${event.toolCallName}${args.join('')}` }]
  })
