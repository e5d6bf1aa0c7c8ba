import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { usualPorts } from '@/lib/agent/models/discover'
import { isPrivateAddress } from '@/lib/agent/models/private-host'
import type { ModelSettings } from '@/lib/agent/models/settings'
import { type SearchName, type SearchSettings, searchNames } from '@/lib/agent/tools'
import { defaultSearchLimits, type SearchLimits } from '@/lib/agent/tools/search/found'
import { isPem, parsePostgresAddress } from '@/lib/db/postgres-address'
import type { PoolSettings } from '@/lib/db/postgres-pool'
import { isLoopback, loopbackNames } from './loopback'
import { type ModelEnv, readModels } from './model-env'
import { parseHeaders } from './parse-headers'

export type Times = {
  runDeadlineMs: number
  /** How long a model is waited for: until its first token, and between two. */
  firstTokenMs: number
  betweenTokensMs: number
}

/** The environment, read and made sense of: what is not set has its default here, and nothing reads `process.env` elsewhere. */
export type Env = ModelSettings &
  ModelEnv &
  Times & {
    /** For models on this machine or in its network, which may be reached though none is set. */
    nearTimes: Times
    port: number
    host?: string
    dataDir: string
    /** Somebody chose it. */
    hasDataDir: boolean
    /** Of Postgres; without one a SQLite file in `dataDir` is used. */
    databaseUrl?: string
    /** The same one without a pool in front, for migrations, which a pool may not let through. */
    directDatabaseUrl?: string
    /** The certificate of who signs that of the database, in PEM. */
    databaseCa?: string
    databasePool: Pick<PoolSettings, 'size' | 'connectMs' | 'idleMs'>
    /** Whether it is told by the database of what other processes do; without a word that depends on the address. */
    listens?: boolean
    /** The app itself brings the tables of its Postgres up to date when it starts. */
    migratesDatabase: boolean
    /** The first signs, all are accepted; without any one is made and kept in `dataDir`. */
    visitorSecrets?: string[]
    /** Ports of this machine on which servers for models are looked for; none where a model was chosen. */
    discoverPorts: readonly number[]
    /** Visitors may bring a key, or an address, of their own. */
    visitorKeys: boolean
    /** Only this machine can reach the app. */
    listensLocally: boolean
    /** What a real model searches, and what next when that fails; the demo model knows the local articles only. */
    search: readonly [SearchSettings, ...SearchSettings[]]
    searchLimits: SearchLimits
    /** Per address; 0 is no limit. */
    runsPerHour: number
    concurrentRuns: number
    maxTurns: number
    /** Of earlier turns that are sent along; counted as four characters a token. */
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

/** The environment of this process, parsed when first asked for. Throws as `parseEnv`. */
export const env = (): Env => {
  cached ??= parseEnv(process.env)
  return cached
}
let cached: Env | undefined

/** Throws an `Error` of one sentence that names the variable and says what would be right. Blank counts as not set. */
export function parseEnv(record: Record<string, string | undefined>): Env {
  const set = Object.entries(record).filter(([, value]) => value?.trim())
  const parsed = variables.safeParse(Object.fromEntries(set.map(([name, value]) => [name, value?.trim()])))
  if (!parsed.success) throw new Error(toSentence(parsed.error, record))
  const values = parsed.data
  const onServerless = values.VERCEL !== undefined
  const models = readModels(values)
  const isNear = models.openaiBaseUrl !== undefined && isPrivateAddress(models.openaiBaseUrl)
  // Somebody pays for them.
  const hasKey = values.OPENAI_API_KEY !== undefined || models.provider === 'universal'
  return {
    ...models,
    discoverPorts: models.provider === 'demo' && values.MODEL === undefined && !onServerless ? readPorts(values) : [],
    visitorKeys: values.VISITOR_KEYS === undefined ? models.provider === 'demo' : values.VISITOR_KEYS === 'on',
    listensLocally: loopbackHosts.has(values.HOSTNAME ?? ''),
    search: readSearch(values),
    searchLimits: {
      maxFound: values.SEARCH_RESULTS ?? defaultSearchLimits.maxFound,
      timeoutMs: values.SEARCH_SECONDS === undefined ? defaultSearchLimits.timeoutMs : 1000 * values.SEARCH_SECONDS,
    },
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
    maxHistoryChars: 4 * (values.HISTORY_TOKENS ?? 15_000),
    trustedHops: values.TRUSTED_HOPS ?? (onServerless ? 1 : 0),
    ...readAllowedHosts(values),
    ...(values.CORS_ORIGINS !== undefined && { corsOrigins: values.CORS_ORIGINS.split(/[\s,]+/) }),
    onServerless,
    tracing: readTracing(values),
  }
}

/** A model on a machine of one's own may have to be loaded first, and may think at a word a second. */
function readTimes(values: Variables, isNear: boolean): Times {
  const deadlineSeconds = values.RUN_DEADLINE_SECONDS ?? (isNear ? 3600 : longestServerlessSeconds)
  return {
    firstTokenMs: 1000 * (values.FIRST_TOKEN_SECONDS ?? (isNear ? 1200 : 120)),
    betweenTokensMs: 1000 * (values.SILENCE_SECONDS ?? (isNear ? 300 : 60)),
    runDeadlineMs: 1000 * (values.VERCEL === undefined ? deadlineSeconds : Math.min(deadlineSeconds, longestServerlessSeconds)),
  }
}

/** What Next listens on comes as `HOSTNAME`, from `npm start` or whoever starts the server; without it, on all networks. */
const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost'])

/** 10 s under the `maxDuration` of the routes, so that a run can write its own end. */
const longestServerlessSeconds = 290

const whole = (min: number, max: number) => {
  const words = `a whole number from ${min} to ${max.toLocaleString('en')}`
  return z.string().regex(/^\d+$/, words).transform(Number).pipe(z.number().min(min, words).max(max, words)).optional()
}
const text = z.string().optional()
const trueOrFalse = z.enum(['true', 'false'], '"true" or "false"').optional()
const apiKey = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'a key without spaces')
  .optional()
const webAddress = z
  .url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' })
  .refine(
    (text) => !URL.canParse(text) || !(new URL(text).username || new URL(text).password),
    'an address without a name and password in it',
  )
  .optional()

const databaseAddress = z
  .url({ protocol: /^postgres(ql)?$/, error: 'an address that begins with postgres://' })
  .superRefine((address, { addIssue }) => {
    if (!/^postgres(ql)?:/.test(address) || !URL.canParse(address)) return
    try {
      parsePostgresAddress(address)
    } catch (error) {
      addIssue(error instanceof Error ? error.message : String(error))
    }
  })
  .optional()

/** The text itself, also as one line with `\\n`, or the path of a file with it. */
const certificate = z
  .string()
  .transform((value, { addIssue }) => {
    const text = isPem(value) ? value.replaceAll('\\n', '\n') : readText(value)
    if (isPem(text)) return text
    addIssue('the text of a certificate in PEM, or the path of a file with one')
    return z.NEVER
  })
  .optional()

function readText(path: string): string {
  try {
    return readFileSync(/* turbopackIgnore: true */ path, 'utf8')
  } catch {
    return '' // As a file that holds nothing.
  }
}

const variables = z.object({
  PORT: whole(0, 65_535),
  HOSTNAME: text,
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'a host name or an IP address')
    .optional(),
  DATA_DIR: text,
  DATABASE_URL: databaseAddress,
  DATABASE_URL_UNPOOLED: databaseAddress,
  POSTGRES_URL: databaseAddress,
  POSTGRES_URL_NON_POOLING: databaseAddress,
  DATABASE_CA: certificate,
  DATABASE_POOL_SIZE: whole(1, 1000),
  DATABASE_CONNECT_SECONDS: whole(1, 300),
  DATABASE_IDLE_SECONDS: whole(1, 86_400),
  DATABASE_LISTEN: z.enum(['on', 'off'], '"on" or "off"').optional(),
  DATABASE_MIGRATE: z.enum(['on', 'off'], '"on" or "off"').optional(),
  VISITOR_SECRET: z
    .string()
    .regex(
      /^\s*[\x21-\x2b\x2d-\x7e]{32,}\s*(,\s*[\x21-\x2b\x2d-\x7e]{32,}\s*)*$/,
      'at least 32 characters without spaces; several with commas between them',
    )
    .optional(),
  MODEL: text,
  MODELS: text,
  OPENAI_API_KEY: apiKey,
  OPENAI_BASE_URL: webAddress,
  OPENAI_HEADERS: z
    .string()
    .transform((text, { addIssue }) => {
      const headers = parseHeaders(text)
      if (!headers) addIssue('a JSON object of headers, or a line "Name: value" for each')
      return headers ?? {}
    })
    .optional(),
  DISCOVER: z
    .string()
    .regex(/^(on|off|\d{1,5}(\s*,\s*\d{1,5})*)$/, '"on", "off", or ports with commas between them')
    .optional(),
  VISITOR_KEYS: z.enum(['on', 'off'], '"on" or "off"').optional(),
  SEARCH: z
    .string()
    .transform((text, { addIssue }): SearchName[] => {
      const names = text.split(/[\s,]+/).map((word) => searchNames.find((name) => name === word))
      if (names.every((name) => name !== undefined)) return names
      addIssue(`one or more of ${searchNames.join(', ')}, with commas between them`)
      return []
    })
    .optional(),
  TAVILY_API_KEY: apiKey,
  TAVILY_BASE_URL: webAddress,
  EXA_API_KEY: apiKey,
  EXA_BASE_URL: webAddress,
  BRAVE_SEARCH_API_KEY: apiKey,
  BRAVE_SEARCH_BASE_URL: webAddress,
  SERPER_API_KEY: apiKey,
  SERPER_BASE_URL: webAddress,
  SEARXNG_URL: webAddress,
  WIKIPEDIA_BASE_URL: webAddress,
  DEMO_TOKENS_PER_SECOND: whole(0, 100_000),
  RUNS_PER_HOUR: whole(0, 1_000_000),
  CONCURRENT_RUNS: whole(0, 100_000),
  RUN_DEADLINE_SECONDS: whole(1, 86_400),
  FIRST_TOKEN_SECONDS: whole(1, 86_400),
  SILENCE_SECONDS: whole(1, 86_400),
  MAX_TURNS: whole(1, 100),
  HISTORY_TOKENS: whole(0, 1_000_000),
  SEARCH_RESULTS: whole(1, 20),
  SEARCH_SECONDS: whole(1, 120),
  MAX_OUTPUT_TOKENS: whole(100, 1_000_000),
  TRUSTED_HOPS: whole(0, 10),
  ALLOWED_HOSTS: z
    .string()
    .regex(
      /^(\*|((\*\.)?[\w-][\w.-]*|\[[\da-f:]+\])(\s*,\s*((\*\.)?[\w-][\w.-]*|\[[\da-f:]+\]))*)$/i,
      'names without a port, with commas between them, or * for any name',
    )
    .optional(),
  CORS_ORIGINS: z
    .string()
    .regex(
      /^(\*|https?:\/\/[\w.:[\]-]+)([\s,]+https?:\/\/[\w.:[\]-]+)*$/,
      '"*", or addresses such as https://app.example without a path',
    )
    .optional(),
  LANGSMITH_TRACING: trueOrFalse,
  LANGSMITH_TRACING_V2: trueOrFalse,
  LANGCHAIN_TRACING: trueOrFalse,
  LANGCHAIN_TRACING_V2: trueOrFalse,
  LANGSMITH_API_KEY: text,
  LANGCHAIN_API_KEY: text,
  VERCEL: text,
  AWS_LAMBDA_FUNCTION_NAME: text,
})
type Variables = z.infer<typeof variables>

/** All that can be set. */
export const variableNames: readonly string[] = Object.keys(variables.shape)

/** Those that `SEARCH` names, in that order; without it all whose key or address is set, and Wikipedia last. */
function readSearch(values: Variables): Env['search'] {
  const settings = toSearchSettings(values)
  const named = values.SEARCH ?? searchNames.filter((name) => name !== 'local' && settings[name])
  const [first, ...others] = [...new Set(named)].map((name) => {
    const chosen = settings[name]
    if (!chosen) throw new Error(`SEARCH is "${name}", so ${searchNeeds[name]} must be set.`)
    return chosen
  })
  return [first ?? { provider: 'wikipedia' }, ...others]
}

const searchNeeds: Partial<Record<SearchName, string>> = {
  tavily: 'TAVILY_API_KEY',
  exa: 'EXA_API_KEY',
  brave: 'BRAVE_SEARCH_API_KEY',
  serper: 'SERPER_API_KEY',
  searxng: 'SEARXNG_URL',
}

/** Each way to search that can be used with what is set. */
function toSearchSettings(values: Variables): Partial<Record<SearchName, SearchSettings>> {
  const at = (address: string | undefined) => address !== undefined && { baseUrl: address.replace(/\/+$/, '') }
  const withKey = (provider: SearchName, apiKey: string | undefined, address: string | undefined) =>
    apiKey === undefined ? {} : { [provider]: { provider, apiKey, ...at(address) } }
  return {
    ...withKey('tavily', values.TAVILY_API_KEY, values.TAVILY_BASE_URL),
    ...withKey('exa', values.EXA_API_KEY, values.EXA_BASE_URL),
    ...withKey('brave', values.BRAVE_SEARCH_API_KEY, values.BRAVE_SEARCH_BASE_URL),
    ...withKey('serper', values.SERPER_API_KEY, values.SERPER_BASE_URL),
    ...(values.SEARXNG_URL !== undefined && { searxng: { provider: 'searxng', ...at(values.SEARXNG_URL) } }),
    wikipedia: { provider: 'wikipedia', ...at(values.WIKIPEDIA_BASE_URL) },
    local: { provider: 'local' },
  }
}

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
  if (databaseUrl === undefined) return {}
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

/** A key is never repeated, not even a wrong one; nor is an address, which may hold a password. */
function toSentence(error: z.ZodError, record: Record<string, string | undefined>): string {
  const issue = error.issues[0]
  const name = String(issue?.path[0])
  return `${name} must be ${issue?.message}${/_(KEY|URL|URL_UNPOOLED|URL_NON_POOLING|SECRET|HEADERS|CA)$/.test(name) ? '' : `, not "${record[name]?.trim()}"`}.`
}
