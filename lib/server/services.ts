import { nanoid } from 'nanoid'
import { createEmbedder } from '@/lib/agent/models/embeddings'
import { createTools } from '@/lib/agent/tools'
import { forgetUnusedDocuments } from '@/lib/db/document-queries'
import { forgetCounts } from '@/lib/db/rate-limits'
import { appendEvents, lastSeqs } from '@/lib/db/run-events'
import { countHeartbeats, readHeartbeats, stopsOf } from '@/lib/db/run-queries'
import { Store } from '@/lib/db/store'
import { forgetIdleThreads, purgeThreads } from '@/lib/db/thread-queries'
import { createPageFetch } from '@/lib/net/page-fetch'
import { GroupCommit } from '@/lib/run-log/journal'
import { Leases } from '@/lib/run-log/leases'
import { Notifier } from '@/lib/run-log/notifier'
import { RunRegistry } from '@/lib/run-log/registry'
import { logError, logRecording } from '@/lib/server/http/request-log'
import { visitorKeys } from '@/lib/server/http/visitor-keys'
import { ModelCatalog } from '@/lib/server/models/model-catalog'
import { openChannel } from '@/lib/server/runs/open-channel'
import { continueInterrupted, endDeadRun } from '@/lib/server/runs/recover-run'
import { FileSearch } from './documents/file-search'
import { type Env, env } from './env'
import type { Services } from './service-types'
import { storeSettings } from './store-settings'

/**
 * The services of this process, made when they are first asked for: store, models, tools, registry of runs. Next bundles routes
 * apart, so they are held by the global object. Throws an `AppError` where the environment is wrong.
 */
export const services = (): Services => {
  holder.unfoldServices ??= createServices(env())
  // `next dev` evaluates this module anew when a tool has changed; whatever else is held goes on.
  if (process.env['NODE_ENV'] === 'development' && !hasCurrentTools)
    Object.assign(holder.unfoldServices, createAllTools(holder.unfoldServices.env))
  hasCurrentTools = true
  return holder.unfoldServices
}

let hasCurrentTools = false

const holder: typeof globalThis & { unfoldServices?: Services } = globalThis

const prepareAfterMs = 300
/** SQLite commits in this process, so when many events come they share a commit; Postgres' own delay does that. */
const sqliteGapMs = 4
const tidyEveryMs = 30_000
const undoMs = 60_000
const idleMs = 600_000
/** How long a file waits for the first question of its chat, and how long it may take to be written. */
const unusedMs = 24 * 3_600_000
const unfinishedMs = 600_000

function createServices(env: Env): Services {
  const settings = storeSettings(env)
  keepVisitorKeys()
  const store = new Store(settings)
  // A process that is asked to end leaves one whole file behind.
  process.once('exit', () => store.closeAtOnce())
  const instance = nanoid(12)
  const notifier = new Notifier({
    owns: (key) => runs.get(key) !== undefined,
    // The next look will find it, if this one does not.
    onStop: () => void leases.pollStops().catch(() => undefined),
  })
  const journal = new GroupCommit({
    store: {
      append: async (batches) => {
        const written = await store.use((db) => appendEvents(db, batches))
        notifier.hasMoved(written)
        return written
      },
      lastSeqs: (keys) => store.use((db) => lastSeqs(db, keys)),
    },
    minGapMs: store.dialect === 'sqlite' ? sqliteGapMs : 0,
    onRecording: logRecording,
  })
  const runs = new RunRegistry({ journal })
  const { tools, demoTools } = createAllTools(env)
  const models = new ModelCatalog(env)
  const embedder = env.embeddings && createEmbedder(env.embeddings, env)
  const fileSearch = new FileSearch(
    store,
    embedder,
    (error) => logError(error, 'embeddings'),
    () => shared.isDraining,
  )
  // The first request is that of a page: the agent, and what its tools need, is loaded while the person reads it and types.
  setTimeout(() => {
    void import('@/lib/server/runs/produce-run').catch(() => undefined) // Whoever asks a question loads it again, and hears why not.
    void Promise.all([...new Set([...tools, ...demoTools])].map((tool) => tool.prepare()))
  }, prepareAfterMs).unref()
  const leases = new Leases({
    runs,
    store: {
      countHeartbeats: (keys) => store.use((db) => countHeartbeats(db, { instance, keys })),
      stops: () => store.use((db) => stopsOf(db, instance)),
      heartbeats: (except) => store.use((db) => readHeartbeats(db, except)),
    },
    recover: (run) => endDeadRun(run, shared).catch((error: unknown) => logError(error, run.key)),
    afterSweep: () => continueInterrupted(shared),
    isNotifiedOfStops: () => notifier.isOpen,
    elapsed: () => performance.now(),
  })
  const shared: Services = {
    env,
    store,
    keepsHistory: settings !== 'memory',
    runs,
    leases,
    followed: new Set(),
    notifier,
    models,
    fileSearch,
    tools,
    demoTools,
    instance,
    isDraining: false,
  }
  openChannel(env, store, notifier)
  setInterval(() => tidy(shared), tidyEveryMs).unref()
  // A function has no start at which to begin; elsewhere `background-jobs.ts` does.
  if (env.onServerless) leases.begin({ sweeps: false })
  return shared
}

/** The tools of real models, and those of the demo model. */
function createAllTools({ search, demoSearch, searchLimits, pages }: Env): Pick<Services, 'tools' | 'demoTools'> {
  const { fetch } = globalThis
  const fetchPage = pages && createPageFetch(pages)
  return {
    tools: createTools({ search, searchLimits, fetch, fetchPage }),
    demoTools: createTools({ search: demoSearch, searchLimits, fetch, fetchPage }),
  }
}

/** Makes the keys before there is a database: beside one that has chats, none are made. */
function keepVisitorKeys(): void {
  try {
    visitorKeys()
  } catch {
    // They were lost: the line at the start, the state of the app and each request say so.
  }
}

/** What was deleted a while ago goes for good. When the database is away, it goes the next time. */
function tidy({ store, keepsHistory }: Services): void {
  const now = Date.now()
  store
    .use(async (db) => {
      await purgeThreads(db, now - undoMs)
      await forgetUnusedDocuments(db, { unusedSince: now - unusedMs, unfinishedSince: now - unfinishedMs })
      // The browsers of the visitors keep them; here they are needed while a question is answered.
      if (!keepsHistory) await forgetIdleThreads(db, now - idleMs)
      await forgetCounts(db, now)
    })
    .catch(() => undefined)
}
