import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:http'
import { nanoid } from 'nanoid'
import { Client } from 'pg'
import { chromium } from 'playwright'
import { Store, type StoreSettings } from '@/lib/db/store'
import { findBrowser } from '@/scripts/browser.mjs'
import { root } from '@/scripts/command.mjs'
import { startPostgres } from '@/scripts/postgres.mjs'
import { createDatabase } from '@/tests/support/postgres'
import { scratch, startApp, startUpstream } from './apps'
import { seedThreads, seedTurns } from './seed'
import { arrive, type Load, load, toRun } from './server'
import type { ServerProcess } from './server-process'
import { percentile, readStream } from './stream-client'

type JournalLoad = Pick<Load, 'p50Ms' | 'p99Ms' | 'cpuUsPerToken'>
export type DatabaseFigures = {
  name: 'SQLite' | 'Postgres'
  /** The journal alone, in a process of its own. */
  journal: { one: JournalLoad; many: JournalLoad }
  /** The whole app. */
  live: Load & { streams: number; cores: number; bytesPerToken: number }
  resumeP50Ms: number
  resumeP99Ms: number
  threads: number
  listP50Ms: number
  listP99Ms: number
  searchP50Ms: number
  turns: number
  longThreadP50Ms: number
  onScreenMs: number
  commitP50Ms: number
}
export type StoreFigures = { without: { one: JournalLoad; many: JournalLoad }; databases: DatabaseFigures[] }

/** What it costs that nothing is lost: the journal per token, many live runs, long lists and long conversations. */
export async function measureStore({ quick }: { quick: boolean }): Promise<StoreFigures> {
  const seconds = quick ? 2 : 10
  const without = await journal(undefined, seconds)
  const sqlite = await measure('SQLite', { quick, seconds })
  const postgres = await startPostgres()
  try {
    return { without, databases: [sqlite, await measure('Postgres', { quick, seconds, server: postgres.url })] }
  } finally {
    await postgres.stop()
  }
}

type Measuring = { quick: boolean; seconds: number; server?: string }

async function measure(name: DatabaseFigures['name'], { quick, seconds, server }: Measuring): Promise<DatabaseFigures> {
  console.log(`Measuring the store on ${name} …`)
  const dataDir = `${scratch}/store`
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  const alone = server === undefined ? undefined : await createDatabase(server)
  const database = server === undefined ? undefined : await createDatabase(server)
  const settings: StoreSettings = database ? { postgres: database.url } : { file: `${dataDir}/unfold.db` }
  const store = new Store(settings)
  await store.migrate()
  const figures = await journal(alone ? { postgres: alone.url } : { file: `${dataDir}/journal.db` }, seconds)
  const upstream = await startUpstream()
  const app = await startApp(upstream, { dataDir, ...(database && { databaseUrl: database.url }) })
  try {
    const live = await liveRuns(app, quick, () => sizeOf(settings))
    const headers = await arrive(app.url)
    const owner = headers.authorization.replace('Bearer ', '').split('.')[0] ?? ''
    const resume = await resumes(app.url, headers, quick)
    const threads = quick ? 500 : 10_000
    const turns = quick ? 100 : 1000
    const long = nanoid()
    await seedThreads(store, { owner, at: Date.now() - 60_000 }, threads)
    await seedTurns(store, { owner, at: Date.now() }, long, turns)
    const list = await times(`${app.url}/api/threads`, headers, quick)
    return {
      name,
      journal: figures,
      live,
      resumeP50Ms: percentile(resume, 0.5),
      resumeP99Ms: percentile(resume, 0.99),
      threads,
      listP50Ms: percentile(list, 0.5),
      listP99Ms: percentile(list, 0.99),
      searchP50Ms: percentile(await times(`${app.url}/api/threads?query=words+that+found`, headers, quick), 0.5),
      turns,
      longThreadP50Ms: percentile(await times(`${app.url}/api/threads/${long}`, headers, quick), 0.5),
      onScreenMs: await onScreen(`${app.url}/chat/${long}`, headers.authorization),
      commitP50Ms: await commitTime(store),
    }
  } finally {
    await Promise.all([app.stop(), upstream.stop(), store.close()])
    await Promise.all([alone?.drop(), database?.drop()])
  }
}

async function journal(settings: StoreSettings | undefined, seconds: number): Promise<{ one: JournalLoad; many: JournalLoad }> {
  const run = (runs: number, rate: number) =>
    new Promise<JournalLoad>((resolve, reject) => {
      const work = JSON.stringify({ settings, runs, rate, seconds })
      const args = ['--import', 'tsx', `${root}/tests/bench/journal-process.ts`, work]
      const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += chunk
      })
      child.once('exit', (code) =>
        code === 0 ? resolve(JSON.parse(output)) : reject(new Error('The journal could not be measured.')),
      )
    })
  const one = await run(1, 60)
  return { one, many: await run(50, 30) }
}

/** Streams of the whole app at once, each as fast as a person's model. */
async function liveRuns(app: ServerProcess, quick: boolean, size: () => Promise<number>): Promise<DatabaseFigures['live']> {
  const target = { name: 'unfold', url: `${app.url}/api/runs`, bodyOf: toRun, server: app }
  await load(target, { streams: 20, tokens: 100, rate: 60 }) // So that its code is compiled.
  const streams = quick ? 20 : 200
  const before = await size()
  const startedAt = performance.now()
  const figures = await load(target, { streams, tokens: quick ? 60 : 450, rate: 30 })
  const cores = (figures.cpuUsPerToken * figures.tokens) / 1000 / (performance.now() - startedAt)
  return { ...figures, streams, cores, bytesPerToken: ((await size()) - before) / figures.tokens }
}

/** From the request for the rest of a run to the first bytes of its events, for a run that has ended. */
async function resumes(url: string, headers: Record<string, string>, quick: boolean): Promise<number[]> {
  const run = toRun(JSON.stringify({ tokens: 500, rate: 0 }))
  await readStream(`${url}/api/runs`, run, headers)
  return times(`${url}/api/runs/${run.runId}/events`, { ...headers, 'last-event-id': '250' }, quick, 'id: 251')
}

/** Of one request after the other, to the end of the answer, or until `until` has come. */
export async function times(url: string, headers: Record<string, string>, quick: boolean, until?: string): Promise<number[]> {
  const all: number[] = []
  for (let asked = 0; asked < (quick ? 10 : 100); asked += 1) all.push(await timeOf(url, headers, until))
  return all
}

const timeOf = (url: string, headers: Record<string, string>, until: string | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const request = get(url, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}.`))
      let text = ''
      response.setEncoding('latin1')
      response.on('data', (chunk) => {
        if (until === undefined) return
        text += chunk
        if (!text.includes(until)) return
        resolve(performance.now() - startedAt)
        response.destroy()
      })
      response.once('end', () => resolve(performance.now() - startedAt))
    })
    request.once('error', reject)
  })

/** From the call of its address until the last answer of a conversation is there; the median of so many times. */
export async function onScreen(url: string, authorization: string, opened = 3): Promise<number> {
  const browser = await chromium.launch({ executablePath: await findBrowser(), args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const { origin } = new URL(url)
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.addCookies([{ name: 'visitor', value: authorization.replace('Bearer ', ''), url: origin }])
    const all: number[] = []
    for (let count = 0; count < opened; count += 1) {
      const page = await context.newPage()
      const startedAt = performance.now()
      await page.goto(url, { waitUntil: 'commit' })
      await page.getByRole('article').last().locator('[data-slot=answer]:not([aria-busy=true])').waitFor({ state: 'visible' })
      all.push(performance.now() - startedAt)
      await page.close()
    }
    return percentile(all, 0.5)
  } finally {
    await browser.close()
  }
}

/** How long the database takes for one write of its own: less than this no journal can add. */
async function commitTime(store: Store): Promise<number> {
  const all: number[] = []
  for (let n = 0; n < 200; n += 1) {
    const startedAt = performance.now()
    await store.use((db) =>
      db
        .insertInto('rate_limits')
        .values({ key: `commit-${n}`, points: 1, resets_at: 0 })
        .execute(),
    )
    all.push(performance.now() - startedAt)
  }
  return percentile(all, 0.5)
}

async function sizeOf(settings: StoreSettings): Promise<number> {
  if (settings === 'memory') return 0
  if ('file' in settings) return ['', '-wal'].reduce((sum, end) => sum + sizeOfFile(`${settings.file}${end}`), 0)
  const client = new Client({ connectionString: settings.postgres })
  await client.connect()
  const { rows } = await client.query('select pg_database_size(current_database()) as bytes')
  await client.end()
  return Number(rows[0].bytes)
}

const sizeOfFile = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
