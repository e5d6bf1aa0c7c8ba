import { usualPorts } from '@/lib/agent/models/discover'
import type { ModelSettings } from '@/lib/agent/models/settings'
import { hideConfigured } from '@/lib/agent/redact'
import { defaultSearchLimits, type SearchLimits, type SearchSettings } from '@/lib/agent/tools/search/found'
import type { PoolSettings } from '@/lib/db/postgres-pool'
import { isLoopback, isPrivateAddress, loopbackNames } from './addresses'
import { parseVariables, secretsIn, type Variables } from './env-variables'
import { type ModelEnv, readModels } from './model-env'
import { readSearch, withoutKeys } from './search-env'

export type Times = {
  runDeadlineMs: number
  /** How long a model is waited for: until its first token, and between two. */
  firstTokenMs: number
  betweenTokensMs: number
}

/**
 * The environment, read and made sense of: what is not set has its default here. Nothing in `lib`, `app` and `components` reads
 * `process.env` elsewhere, but for what the bundler puts in place of it (`NODE_ENV`, `BUILT_FOR`, `NEXT_RUNTIME`).
 */
export type Env = ModelSettings &
  ModelEnv &
  Times & {
    /** For models on this machine or in its network, which may be reached though none is set. */
    nearTimes: Times
    /** How fast the demo model writes; 0: as fast as it can. */
    demoTokensPerSecond: number
    port: number
    host?: string
    dataDir: string
    /** True where somebody set `DATA_DIR`. */
    hasDataDir: boolean
    /** The address of Postgres; without one a SQLite file in `dataDir` is used. */
    databaseUrl?: string
    /** The same one without a pool in front, for migrations, which a pool may not let through. */
    directDatabaseUrl?: string
    /** The certificate of who signs that of the database, in PEM. */
    databaseCa?: string
    databasePool: Pick<PoolSettings, 'size' | 'connectMs' | 'idleMs'>
    /** Whether the database notifies this process of what others do; where nothing is set, that depends on the address. */
    listens?: boolean
    /** The app itself brings the tables of its Postgres up to date when it starts. */
    migratesDatabase: boolean
    /** The first signs, all are accepted; without any one is made and kept in `dataDir`. */
    visitorSecrets?: string[]
    /** Ports of this machine on which servers for models are looked for; none where a model was chosen. */
    discoverPorts: readonly number[]
    /** Visitors may bring a key, or an address, of their own. */
    visitorKeys: boolean
    /** True where only this machine can reach the app. */
    listensLocally: boolean
    /** What a real model searches, and what next when that fails. */
    search: readonly [SearchSettings, ...SearchSettings[]]
    /** The same for the demo model, which spends nobody's key. */
    demoSearch: readonly [SearchSettings, ...SearchSettings[]]
    searchLimits: SearchLimits
    /** Files that visitors add to their chats; 0 uploads an hour is no limit. */
    documents: { isOn: boolean; maxBytesPerVisitor: number; uploadsPerHour: number }
    /** How pages of the web are read; absent where they are not. */
    pages?: { allowedHosts: string[]; userAgent: string }
    /** Per address; 0 is no limit. */
    runsPerHour: number
    concurrentRuns: number
    maxTurns: number
    /** Questions to go on with, and titles, are asked for after an answer. */
    followUps: boolean
    /** What a thorough run may take instead; what is said of `runDeadlineMs` holds for it too. */
    thorough: { maxTurns: number; deadlineMs: number; maxScratchpadChars: number }
    /** How many characters of earlier turns are sent along, counted as four a token. */
    maxHistoryChars: number
    /** Reverse proxies in front whose word on the address of a client is taken. */
    trustedHops: number
    /** Sites whose pages may use the API; `*` is all of them. */
    corsOrigins?: string[]
    /** The names that the app answers to; `undefined` is any. */
    allowedHosts?: readonly string[]
    /** The process may freeze or end when a response does. */
    onServerless: boolean
    /** Runs are traced to LangSmith; LangChain reads the variables for it itself. */
    tracing: boolean
  }

/** The environment of this process, parsed when first asked for. Next bundles routes apart, so the global object holds it. Throws as `parseEnv`. */
export function env(): Env {
  if (holder.unfoldEnv) return holder.unfoldEnv
  // First, so that no failure tells of one.
  hideConfigured(secretsIn(process.env))
  holder.unfoldEnv = parseEnv(process.env)
  return holder.unfoldEnv
}
const holder: typeof globalThis & { unfoldEnv?: Env } = globalThis

/** Known also where the rest of the environment is wrong. As there, blank counts as not set. */
export const isServerless = (): boolean => Boolean(process.env['VERCEL']?.trim())

/** Throws an `Error` of one sentence that names the variable and says what would be right. Blank counts as not set. */
export function parseEnv(record: Record<string, string | undefined>): Env {
  const values = parseVariables(record)
  const onServerless = values.VERCEL !== undefined
  const models = readModels(values)
  const isNear = models.openaiBaseUrl !== undefined && isPrivateAddress(models.openaiBaseUrl)
  // Somebody pays for them.
  const hasKey = values.OPENAI_API_KEY !== undefined || models.provider === 'universal'
  return {
    ...models,
    discoverPorts: models.provider === 'demo' && values.MODEL === undefined && !onServerless ? readPorts(values) : [],
    visitorKeys: values.VISITOR_KEYS === undefined ? models.provider === 'demo' : values.VISITOR_KEYS === 'on',
    // What Next listens on comes as `HOSTNAME`, from `npm start` or whoever starts the server; without it, on all networks.
    listensLocally: isLoopback(values.HOSTNAME ?? ''),
    search: readSearch(values),
    demoSearch: withoutKeys(readSearch(values)),
    searchLimits: {
      maxFound: values.SEARCH_RESULTS ?? defaultSearchLimits.maxFound,
      timeoutMs: values.SEARCH_SECONDS === undefined ? defaultSearchLimits.timeoutMs : 1000 * values.SEARCH_SECONDS,
    },
    documents: {
      isOn: values.DOCUMENTS !== 'off',
      maxBytesPerVisitor: 1024 * 1024 * (values.DOCUMENTS_MB ?? 200),
      uploadsPerHour: values.UPLOADS_PER_HOUR ?? 200,
    },
    ...readPages(values),
    port: values.PORT ?? 3000,
    ...(values.HOST !== undefined && { host: values.HOST }),
    dataDir: values.DATA_DIR ?? 'data',
    hasDataDir: values.DATA_DIR !== undefined,
    ...readDatabase(values),
    databasePool: readPool(values, onServerless),
    ...(values.DATABASE_LISTEN !== undefined && { listens: values.DATABASE_LISTEN === 'on' }),
    migratesDatabase: values.DATABASE_MIGRATE === 'on',
    ...(values.VISITOR_SECRET !== undefined && { visitorSecrets: values.VISITOR_SECRET.split(',').map((each) => each.trim()) }),
    maxOutputTokens: values.MAX_OUTPUT_TOKENS ?? 16_000,
    demoTokensPerSecond: values.DEMO_TOKENS_PER_SECOND ?? 40,
    runsPerHour: values.RUNS_PER_HOUR ?? (hasKey ? 60 : 0),
    concurrentRuns: values.CONCURRENT_RUNS ?? (hasKey ? 4 : 20),
    ...readTimes(values, isNear),
    nearTimes: readTimes(values, true),
    maxTurns: values.MAX_TURNS ?? 8,
    followUps: values.FOLLOW_UPS !== 'off',
    thorough: readThorough(values),
    maxHistoryChars: 4 * (values.HISTORY_TOKENS ?? 15_000),
    trustedHops: values.TRUSTED_HOPS ?? (onServerless ? 1 : 0),
    ...readAllowedHosts(values),
    ...(values.CORS_ORIGINS !== undefined && { corsOrigins: values.CORS_ORIGINS }),
    onServerless,
    tracing: readTracing(values),
  }
}

/** Sites are told who asks, and where whoever runs this app can be reached. */
const readPages = ({ READ_PAGES, FETCH_ALLOW, FETCH_CONTACT }: Variables): Pick<Env, 'pages'> =>
  READ_PAGES === 'off'
    ? {}
    : {
        pages: {
          allowedHosts: FETCH_ALLOW ?? [],
          userAgent: `Unfold/0.1 (${FETCH_CONTACT ? `+${FETCH_CONTACT}; ` : ''}reads a page when a person asks)`,
        },
      }

/** A model on a machine of one's own may have to be loaded first, and may think at a word a second. */
function readTimes(values: Variables, isNear: boolean): Times {
  const deadlineSeconds = values.RUN_DEADLINE_SECONDS ?? (isNear ? 3600 : longestServerlessSeconds)
  return {
    firstTokenMs: 1000 * (values.FIRST_TOKEN_SECONDS ?? (isNear ? 1200 : 120)),
    betweenTokensMs: 1000 * (values.SILENCE_SECONDS ?? (isNear ? 300 : 60)),
    runDeadlineMs: 1000 * withinFunction(deadlineSeconds, values),
  }
}

const readThorough = (values: Variables): Env['thorough'] => ({
  maxTurns: values.THOROUGH_TURNS ?? 40,
  deadlineMs: 1000 * withinFunction(values.THOROUGH_DEADLINE_SECONDS ?? 1200, values),
  maxScratchpadChars: 4 * (values.THOROUGH_CONTEXT_TOKENS ?? 80_000),
})

/** A function ends whatever goes on in it. */
const withinFunction = (seconds: number, { VERCEL }: Variables): number =>
  VERCEL === undefined ? seconds : Math.min(seconds, longestServerlessSeconds)

/** 10 s under the `maxDuration` of the routes, so that a run can write its own end. */
const longestServerlessSeconds = 290

/**
 * A server that only this machine reaches has this machine's names, unless a proxy is in front of it, whose names are not
 * known here. One that others reach answers to any name: it keeps its key by limits and not by who can find it.
 */
function readAllowedHosts({ ALLOWED_HOSTS, HOSTNAME, HOST, TRUSTED_HOPS, VERCEL }: Variables): Pick<Env, 'allowedHosts'> {
  if (ALLOWED_HOSTS === '*') return {}
  if (ALLOWED_HOSTS !== undefined) {
    return {
      allowedHosts: ALLOWED_HOSTS.split(',')
        .map((name) => name.trim().toLowerCase())
        .concat(loopbackNames),
    }
  }
  const listensOn = HOSTNAME ?? HOST ?? ''
  return isLoopback(listensOn) && !TRUSTED_HOPS && VERCEL === undefined ? { allowedHosts: loopbackNames } : {}
}

function readPorts({ DISCOVER = 'on', PORT }: Variables): readonly number[] {
  if (DISCOVER === 'off') return []
  // Not the app itself, where it has one of these ports.
  return (DISCOVER === 'on' ? usualPorts : DISCOVER.split(',').map(Number)).filter((port) => port !== PORT)
}

/** The names that hosts and their databases give: ours (Neon's too), and that of Supabase, Prisma and others. */
function readDatabase(values: Variables): Pick<Env, 'databaseUrl' | 'directDatabaseUrl' | 'databaseCa'> {
  const databaseUrl = values.DATABASE_URL ?? values.POSTGRES_URL
  const directDatabaseUrl = values.DATABASE_URL_UNPOOLED ?? values.POSTGRES_URL_NON_POOLING
  if (databaseUrl === undefined) {
    // Chats would be kept in a file that nobody looks for.
    if (directDatabaseUrl !== undefined)
      throw new Error(
        `${values.DATABASE_URL_UNPOOLED ? 'DATABASE_URL_UNPOOLED' : 'POSTGRES_URL_NON_POOLING'} is set, so DATABASE_URL must be set too.`,
      )
    return {}
  }
  return {
    databaseUrl,
    ...(directDatabaseUrl !== undefined && { directDatabaseUrl }),
    ...(values.DATABASE_CA !== undefined && { databaseCa: values.DATABASE_CA }),
  }
}

/** A function has few requests at a time and many copies, and must not hold connections while it sleeps. */
function readPool(values: Variables, onServerless: boolean): Env['databasePool'] {
  const isFunction = onServerless || values.AWS_LAMBDA_FUNCTION_NAME !== undefined
  return {
    size: values.DATABASE_POOL_SIZE ?? (isFunction ? 3 : 10),
    connectMs: 1000 * (values.DATABASE_CONNECT_SECONDS ?? 10),
    idleMs: 1000 * (values.DATABASE_IDLE_SECONDS ?? (isFunction ? 3 : 10)),
  }
}

function readTracing(values: Variables): boolean {
  // LangChain obeys any of the four.
  const { LANGSMITH_TRACING, LANGSMITH_TRACING_V2, LANGCHAIN_TRACING, LANGCHAIN_TRACING_V2 } = values
  const tracing = [LANGSMITH_TRACING, LANGSMITH_TRACING_V2, LANGCHAIN_TRACING, LANGCHAIN_TRACING_V2].includes('true')
  if (tracing && (values.LANGSMITH_API_KEY ?? values.LANGCHAIN_API_KEY) === undefined) {
    throw new Error('LANGSMITH_TRACING is "true", so LANGSMITH_API_KEY must be set.')
  }
  return tracing
}
