import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { redact } from '@/lib/agent/redact'
import { isPrivateAddress } from '@/lib/server/addresses'
import { type Env, env, isServerless, parseEnv } from '@/lib/server/env'

const key = { OPENAI_API_KEY: 'test-key-0123456789' }
const elsewhere = { OPENAI_BASE_URL: 'http://localhost:11434/v1/' }

test('with nothing set the demo model answers, others are looked for on this machine, and there is no hourly limit', () => {
  expect(parseEnv({})).toEqual({
    provider: 'demo',
    models: [{ id: 'demo', label: 'Demo model', provider: 'demo' }],
    defaultModelId: 'demo',
    listsModels: false,
    discoverPorts: [11434, 1234, 8080, 8000],
    visitorKeys: true,
    listensLocally: false,
    search: [{ provider: 'wikipedia' }, { provider: 'local' }],
    demoSearch: [{ provider: 'wikipedia' }, { provider: 'local' }],
    searchLimits: { maxFound: 5, timeoutMs: 10_000 },
    documents: { isOn: true, maxBytesPerVisitor: 209_715_200, uploadsPerHour: 200 },
    pages: { allowedHosts: [], userAgent: 'Unfold/0.1 (reads a page when a person asks)' },
    port: 3000,
    dataDir: 'data',
    hasDataDir: false,
    databasePool: { size: 10, connectMs: 10_000, idleMs: 10_000 },
    migratesDatabase: false,
    maxOutputTokens: 16_000,
    demoTokensPerSecond: 40,
    runsPerHour: 0,
    concurrentRuns: 20,
    runDeadlineMs: 290_000,
    firstTokenMs: 120_000,
    betweenTokensMs: 60_000,
    nearTimes: { firstTokenMs: 1_200_000, betweenTokensMs: 300_000, runDeadlineMs: 3_600_000 },
    maxTurns: 8,
    followUps: true,
    thorough: { maxTurns: 40, deadlineMs: 1_200_000, maxScratchpadChars: 320_000 },
    maxHistoryChars: 60_000,
    trustedHops: 0,
    onServerless: false,
    tracing: false,
  } satisfies Env)
})

test('pages may be left unread', () => expect(parseEnv({ READ_PAGES: 'off' })).not.toHaveProperty('pages'))

test.each<[string, Record<string, string>, Partial<Env>]>([
  ['blank is not set', { OPENAI_API_KEY: '  ', PORT: '', SEARCH: ' ' }, { provider: 'demo', port: 3000 }],
  [
    'a key means OpenAI, its small model, and limits',
    key,
    { provider: 'openai', defaultModelId: 'gpt-5-mini', runsPerHour: 60, concurrentRuns: 4 },
  ],
  [
    'files are found by the meaning of a model of the same server',
    { ...elsewhere, MODEL: 'llama', EMBEDDINGS: 'nomic-embed-text:latest' },
    { embeddings: { id: 'nomic-embed-text:latest', provider: 'compatible' } },
  ],
  [
    'or of OpenAI',
    { ...key, EMBEDDINGS: 'openai:text-embedding-3-small' },
    { embeddings: { id: 'text-embedding-3-small', provider: 'openai' } },
  ],
  [
    'or of any provider that LangChain has a package for',
    { EMBEDDINGS: 'ollama:nomic-embed-text' },
    { provider: 'demo', embeddings: { id: 'ollama:nomic-embed-text', provider: 'universal' } },
  ],
  ['limits can be lifted', { ...key, RUNS_PER_HOUR: '0', CONCURRENT_RUNS: '0' }, { runsPerHour: 0, concurrentRuns: 0 }],
  ['a real model searches Wikipedia', key, { search: [{ provider: 'wikipedia' }, { provider: 'local' }] }],
  [
    'first those with a key or an address',
    { ...key, SEARXNG_URL: 'http://search.lan:8080/', SERPER_API_KEY: 's-1', TAVILY_API_KEY: 'tvly-1' },
    {
      search: [
        { provider: 'tavily', apiKey: 'tvly-1' },
        { provider: 'serper', apiKey: 's-1' },
        { provider: 'searxng', baseUrl: 'http://search.lan:8080' },
        { provider: 'wikipedia' },
        { provider: 'local' },
      ],
    },
  ],
  [
    'in the order of SEARCH, each once, and no other',
    { ...key, EXA_API_KEY: 'e-1', BRAVE_SEARCH_API_KEY: 'b-1', SEARCH: 'local, brave,local' },
    { search: [{ provider: 'local' }, { provider: 'brave', apiKey: 'b-1' }] },
  ],
  [
    'either at another address',
    { ...key, TAVILY_API_KEY: 'tvly-1', TAVILY_BASE_URL: 'https://gateway.example/tavily/' },
    {
      search: [
        { provider: 'tavily', apiKey: 'tvly-1', baseUrl: 'https://gateway.example/tavily' },
        { provider: 'wikipedia' },
        { provider: 'local' },
      ],
    },
  ],
  [
    'Wikipedia in another language',
    { ...key, WIKIPEDIA_BASE_URL: 'https://de.wikipedia.org' },
    { search: [{ provider: 'wikipedia', baseUrl: 'https://de.wikipedia.org' }, { provider: 'local' }] },
  ],
  [
    'hosts of one’s own may be read, and sites are told whom to ask',
    { FETCH_ALLOW: 'wiki.corp, [::1]:8080', FETCH_CONTACT: 'https://corp.example/reader' },
    {
      pages: {
        allowedHosts: ['wiki.corp', '[::1]:8080'],
        userAgent: 'Unfold/0.1 (+https://corp.example/reader; reads a page when a person asks)',
      },
    },
  ],
  ['SEARCH chooses', { ...key, TAVILY_API_KEY: 'tvly-1', SEARCH: 'local' }, { search: [{ provider: 'local' }] }],
  [
    'the demo model spends no key',
    { TAVILY_API_KEY: 'tvly-1', SEARCH: 'tavily' },
    { search: [{ provider: 'tavily', apiKey: 'tvly-1' }], demoSearch: [{ provider: 'wikipedia' }, { provider: 'local' }] },
  ],
  ['and searches the library alone where that is said', { SEARCH: 'local' }, { demoSearch: [{ provider: 'local' }] }],
  ['a server that wants no key may be given any', { ...elsewhere, MODEL: 'qwen3', OPENAI_API_KEY: '-' }, { openaiApiKey: '-' }],
  [
    'sites are named as their browsers write them',
    { CORS_ORIGINS: 'https://App.Example:443, http://b.example:8080' },
    { corsOrigins: ['https://app.example', 'http://b.example:8080'] },
  ],
  ['DISCOVER=off looks for no servers', { DISCOVER: 'off' }, { discoverPorts: [] }],
  ['or only on these ports', { DISCOVER: '11434, 9000' }, { discoverPorts: [11434, 9000] }],
  ['where a model was chosen none is looked for', { ...key, DISCOVER: 'on' }, { discoverPorts: [] }],
  ['nor where the demo model was', { MODEL: 'demo' }, { discoverPorts: [] }],
  ['nor by a function', { VERCEL: '1', VISITOR_SECRET: 'x'.repeat(32) }, { discoverPorts: [] }],
  ['the models of a provider are listed', key, { listsModels: true }],
  ['unless MODELS says which', { ...key, MODELS: 'gpt-5' }, { listsModels: false }],
  ['visitors bring keys where there is none', {}, { visitorKeys: true }],
  ['and none where there is one', key, { visitorKeys: false }],
  ['unless they are let', { ...key, VISITOR_KEYS: 'on' }, { visitorKeys: true }],
  ['or forbidden', { VISITOR_KEYS: 'off' }, { visitorKeys: false }],
  ['the app is reached from this machine only', { HOSTNAME: '127.0.0.1' }, { listensLocally: true }],
  ['or from a network', { HOSTNAME: '0.0.0.0' }, { listensLocally: false }],
  [
    'a server of one’s own needs no key',
    { ...elsewhere, MODEL: 'qwen3' },
    { provider: 'compatible', openaiBaseUrl: 'http://localhost:11434/v1', runsPerHour: 0 },
  ],
  ['OpenAI’s own address is OpenAI', { ...key, OPENAI_BASE_URL: 'https://api.openai.com/v1' }, { provider: 'openai' }],
  ['tracing', { LANGSMITH_TRACING: 'true', LANGSMITH_API_KEY: 'lsv2_1' }, { tracing: true }],
  [
    'on Vercel a deadline stays under the limit of the function, and its own hop is trusted',
    { VERCEL: '1', RUN_DEADLINE_SECONDS: '900', VISITOR_SECRET: 'x'.repeat(32) },
    { onServerless: true, runDeadlineMs: 290_000, trustedHops: 1 },
  ],
  [
    'secrets of visitors: the first signs, the others are accepted still',
    { VISITOR_SECRET: `${'a'.repeat(32)}, ${'b'.repeat(40)}` },
    { visitorSecrets: ['a'.repeat(32), 'b'.repeat(40)] },
  ],
  ['Postgres', { DATABASE_URL: 'postgres://me@localhost/unfold' }, { databaseUrl: 'postgres://me@localhost/unfold' }],
  [
    'Postgres as Neon sets it',
    { DATABASE_URL: 'postgres://me@pool/unfold', DATABASE_URL_UNPOOLED: 'postgres://me@direct/unfold' },
    { databaseUrl: 'postgres://me@pool/unfold', directDatabaseUrl: 'postgres://me@direct/unfold' },
  ],
  [
    'Postgres as Supabase and others set it',
    { POSTGRES_URL: 'postgres://me@pool/unfold', POSTGRES_URL_NON_POOLING: 'postgres://me@direct/unfold' },
    { databaseUrl: 'postgres://me@pool/unfold', directDatabaseUrl: 'postgres://me@direct/unfold' },
  ],
  [
    'a pool of one’s own size',
    { DATABASE_POOL_SIZE: '4', DATABASE_CONNECT_SECONDS: '20', DATABASE_IDLE_SECONDS: '2' },
    { databasePool: { size: 4, connectMs: 20_000, idleMs: 2000 } },
  ],
  [
    'a function has few connections, and not for long',
    { VERCEL: '1', VISITOR_SECRET: 'x'.repeat(32) },
    { databasePool: { size: 3, connectMs: 10_000, idleMs: 3000 } },
  ],
  ['also on Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'unfold' }, { databasePool: { size: 3, connectMs: 10_000, idleMs: 3000 } }],
  [
    'a certificate in one line',
    { DATABASE_URL: 'postgres://me@db.example/unfold', DATABASE_CA: String.raw`-----BEGIN CERTIFICATE-----\nMIIB` },
    { databaseCa: '-----BEGIN CERTIFICATE-----\nMIIB' },
  ],
  [
    'a model on this machine is waited for longer',
    { ...elsewhere, MODEL: 'qwen3' },
    { firstTokenMs: 1_200_000, betweenTokensMs: 300_000, runDeadlineMs: 3_600_000 },
  ],
  [
    'one far away is not, unless that is said',
    { OPENAI_BASE_URL: 'https://models.example.com/v1', MODEL: 'qwen3', SILENCE_SECONDS: '90' },
    { firstTokenMs: 120_000, betweenTokensMs: 90_000, runDeadlineMs: 290_000 },
  ],
  [
    'turns and history have limits of one’s own',
    { MAX_TURNS: '20', HISTORY_TOKENS: '1000' },
    { maxTurns: 20, maxHistoryChars: 4000 },
  ],
  [
    'so have files',
    { DOCUMENTS: 'off', DOCUMENTS_MB: '1', UPLOADS_PER_HOUR: '3' },
    { documents: { isOn: false, maxBytesPerVisitor: 1_048_576, uploadsPerHour: 3 } },
  ],
  ['so have searches', { SEARCH_RESULTS: '8', SEARCH_SECONDS: '20' }, { searchLimits: { maxFound: 8, timeoutMs: 20_000 } }],
  [
    'headers as JSON',
    { ...elsewhere, MODEL: 'qwen3', OPENAI_HEADERS: '{"X-Team": "docs", "Authorization": "Basic eA=="}' },
    { openaiHeaders: { 'x-team': 'docs', authorization: 'Basic eA==' } },
  ],
  [
    'headers as lines',
    { ...elsewhere, MODEL: 'qwen3', OPENAI_HEADERS: 'X-Team: docs\nX-When: 10:30' },
    { openaiHeaders: { 'x-team': 'docs', 'x-when': '10:30' } },
  ],
  [
    'thorough runs have more of all of it, and limits of one’s own',
    { THOROUGH_TURNS: '60', THOROUGH_DEADLINE_SECONDS: '1800', THOROUGH_CONTEXT_TOKENS: '30000' },
    { thorough: { maxTurns: 60, deadlineMs: 1_800_000, maxScratchpadChars: 120_000 } },
  ],
  [
    'but for the time of a function, which ends whatever goes on in it',
    { VERCEL: '1', VISITOR_SECRET: 'x'.repeat(32) },
    { thorough: { maxTurns: 40, deadlineMs: 290_000, maxScratchpadChars: 320_000 } },
  ],
  ['elsewhere a deadline is as it is set', { RUN_DEADLINE_SECONDS: '900' }, { runDeadlineMs: 900_000 }],
])('%s', (_title, record, expected) => {
  expect(parseEnv(record)).toMatchObject(expected)
})

test.each<[string, Record<string, string>, string[]]>([
  ['MODEL comes first among MODELS', { ...key, MODEL: 'gpt-5', MODELS: 'gpt-4.1, gpt-5 ,' }, ['gpt-5', 'gpt-4.1']],
  ['MODELS alone: its first is the default', { ...key, MODELS: 'a,b' }, ['a', 'b']],
  ['MODEL=demo without a key is the demo model', { MODEL: 'demo' }, ['demo']],
  ['a provider of LangChain’s', { MODEL: 'anthropic:claude-sonnet-4-5' }, ['anthropic:claude-sonnet-4-5']],
  ['several, beside those of OpenAI', { ...key, MODELS: 'openai:gpt-5,groq:llama-3.3-70b' }, ['gpt-5', 'groq:llama-3.3-70b']],
])('%s', (_title, record, ids) => {
  const { models, defaultModelId } = parseEnv(record)
  expect(models.map((model) => model.id)).toEqual(ids)
  expect(defaultModelId).toBe(ids[0])
})

test('each model says by which provider it is reached', () => {
  const providersOf = (record: Record<string, string>) => parseEnv(record).models.map(({ provider }) => provider)
  expect(providersOf({ ...key, MODELS: 'gpt-5,xai:grok-4' })).toEqual(['openai', 'universal'])
  expect(providersOf({ MODELS: 'demo,xai:grok-4' })).toEqual(['demo', 'universal'])
  // At an address of one's own, names are that server's.
  expect(providersOf({ ...elsewhere, MODEL: 'ollama:qwen3' })).toEqual(['compatible'])
  expect(parseEnv({ MODEL: 'xai:grok-4' })).toMatchObject({
    provider: 'universal',
    models: [{ label: 'grok-4' }],
    listsModels: false,
    visitorKeys: false,
    discoverPorts: [],
    runsPerHour: 60,
  })
})

test.each<[Record<string, string>, string]>([
  [{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65,535, not "abc".'],
  [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65,535, not "70000".'],
  [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65,535, not "-1".'],
  [{ HOST: 'a b' }, 'HOST must be a host name or an IP address, not "a b".'],
  [{ DATABASE_URL: 'mysql://localhost' }, 'DATABASE_URL must be an address that begins with postgres://.'],
  [
    { DATABASE_URL: 'postgres://me@db.example/unfold?sslmode=on' },
    'DATABASE_URL must be an address whose sslmode is one of disable, allow, prefer, require, no-verify, verify-ca, verify-full.',
  ],
  [
    { POSTGRES_URL: 'postgres://me@db.example/unfold?sslrootcert=/nowhere.pem' },
    'POSTGRES_URL must be an address whose sslrootcert is the path of a file in PEM.',
  ],
  [{ DATABASE_CA: '/nowhere.pem' }, 'DATABASE_CA must be the text of a certificate in PEM, or the path of a file with one.'],
  [{ DATABASE_CA: 'package.json' }, 'DATABASE_CA must be the text of a certificate in PEM, or the path of a file with one.'],
  [{ DATABASE_POOL_SIZE: '0' }, 'DATABASE_POOL_SIZE must be a whole number from 1 to 1,000, not "0".'],
  [
    { VISITOR_SECRET: 'short' },
    'VISITOR_SECRET must be at least 32 characters without spaces; several with commas between them.',
  ],
  [{ WIKIPEDIA_BASE_URL: 'de' }, 'WIKIPEDIA_BASE_URL must be an address that begins with http:// or https://.'],
  [
    { SEARCH: 'google' },
    'SEARCH must be one or more of tavily, exa, brave, serper, searxng, wikipedia, local, with commas between them, not "google".',
  ],
  [
    { FETCH_ALLOW: 'http://wiki.corp/' },
    'FETCH_ALLOW must be names of hosts, each with its port where that is not 80 or 443, with commas between them, not "http://wiki.corp/".',
  ],
  [{ READ_PAGES: 'no' }, 'READ_PAGES must be "on" or "off", not "no".'],
  [{ FETCH_CONTACT: 'a b' }, 'FETCH_CONTACT must be an address or an e-mail address without spaces, not "a b".'],
  [{ SEARCH: 'tavily' }, 'SEARCH is "tavily", so TAVILY_API_KEY must be set.'],
  [{ SEARCH: 'wikipedia searxng' }, 'SEARCH is "searxng", so SEARXNG_URL must be set.'],
  [{ BRAVE_SEARCH_API_KEY: 'a b' }, 'BRAVE_SEARCH_API_KEY must be a key without spaces.'],
  [{ OPENAI_BASE_URL: 'localhost:8080' }, 'OPENAI_BASE_URL must be an address that begins with http:// or https://.'],
  [elsewhere, 'OPENAI_BASE_URL is set, so MODEL must name a model of that server.'],
  [
    { MODEL: 'gpt-5' },
    'MODEL is set to "gpt-5", so OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own) must be set too.',
  ],
  [
    { EMBEDDINGS: 'text-embedding-3-small' },
    'EMBEDDINGS is set to "text-embedding-3-small", so OPENAI_API_KEY (or OPENAI_BASE_URL, for a server of your own) must be set too.',
  ],
  [{ DATABASE_URL_UNPOOLED: 'postgres://me@direct/unfold' }, 'DATABASE_URL_UNPOOLED is set, so DATABASE_URL must be set too.'],
  [
    { POSTGRES_URL_NON_POOLING: 'postgres://me@direct/unfold' },
    'POSTGRES_URL_NON_POOLING is set, so DATABASE_URL must be set too.',
  ],
  [
    { WIKIPEDIA_BASE_URL: 'https://{language}.wikipedia.org' },
    'WIKIPEDIA_BASE_URL must be an address in which nothing but {lang} stands in braces.',
  ],
  [{ DISCOVER: '8000, 70000' }, 'DISCOVER must be ports from 1 to 65,535, not "8000, 70000".'],
  [{ FETCH_ALLOW: 'a.corp b.corp:0' }, 'FETCH_ALLOW must be names of hosts with ports from 1 to 65,535, not "a.corp b.corp:0".'],
  [
    { CORS_ORIGINS: 'https://app.example:70000' },
    'CORS_ORIGINS must be addresses with ports from 1 to 65,535, not "https://app.example:70000".',
  ],
  [{ OPENAI_API_KEY: '"sk-0123456789"' }, 'OPENAI_API_KEY must be a key without quotation marks around it.'],
  [{ OPENAI_API_KEY: 'two words' }, 'OPENAI_API_KEY must be a key without spaces.'],
  [{ OPENAI_HEADERS: 'secret-token' }, 'OPENAI_HEADERS must be a JSON object of headers, or a line "Name: value" for each.'],
  [{ OPENAI_HEADERS: '{"X-Team": 7}' }, 'OPENAI_HEADERS must be a JSON object of headers, or a line "Name: value" for each.'],
  [{ RUN_DEADLINE_SECONDS: '0' }, 'RUN_DEADLINE_SECONDS must be a whole number from 1 to 86,400, not "0".'],
  [{ LANGSMITH_TRACING: 'yes' }, 'LANGSMITH_TRACING must be "true" or "false", not "yes".'],
  [{ LANGSMITH_TRACING: 'true' }, 'LANGSMITH_TRACING is "true", so LANGSMITH_API_KEY must be set.'],
])('%j is refused with a sentence', (record, sentence) => {
  expect(() => parseEnv(record)).toThrow(new Error(sentence))
})

test.each([
  ['http://localhost:11434/v1', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:8080/v1', true],
  ['http://192.168.1.20/v1', true],
  ['http://10.1.2.3/v1', true],
  ['http://172.20.0.5/v1', true],
  ['http://[fd00::1]/v1', true],
  ['http://ollama:11434/v1', true],
  ['http://host.docker.internal:1234/v1', true],
  ['http://studio.local/v1', true],
  ['https://api.example.com/v1', false],
  ['http://172.32.0.5/v1', false],
  ['http://8.8.8.8/v1', false],
  ['http://[2001:db8::1]/v1', false],
])('%s is near: %s', (address, near) => {
  expect(isPrivateAddress(address)).toBe(near)
})

test('one place reads the environment; the bundler puts three constants elsewhere', () => {
  const files = ['lib', 'app', 'components'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  )
  expect(files.length).toBeGreaterThan(300)
  const readers = files.filter((file) => {
    const code = readFileSync(file, 'utf8').replace(/`[^`]*`/g, '')
    return /process\.env(?!\[?\.?'?(?:NODE_ENV|BUILT_FOR|NEXT_RUNTIME))/.test(code)
  })
  expect(readers).toEqual(['lib/server/env.ts'])
})

test('whoever has read the environment hides its keys', () => {
  vi.stubEnv('TAVILY_API_KEY', 'a-key-like-no-other')
  env()
  expect(redact('Refused: a-key-like-no-other.')).toBe('Refused: [hidden].')
})

/** The packages that a file loads, through the files of ours that it imports. */
function packagesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const code = readFileSync(file, 'utf8').replace(/^import type [^']*'[^']*'$/gm, '')
  const names = [...code.matchAll(/^(?:import|export) [^']*'([^']+)'$/gm)].map(([, name = '']) => name)
  return names.flatMap((name) => {
    if (!/^(?:@\/|\.)/.test(name)) return [name]
    const path = name.startsWith('@/') ? name.slice(2) : join(dirname(file), name)
    return packagesOf(existsSync(`${path}.ts`) ? `${path}.ts` : `${path}/index.ts`, seen)
  })
}

test('who reads the environment does not load the agent with it: a server answers before that is there', () => {
  const packages = packagesOf('lib/server/env.ts')
  expect(packages).toContain('zod')
  expect(packages.filter((name) => /langchain|city-timezones|minisearch|pg|libsql/.test(name))).toEqual([])
})

test.each([
  ['1', true],
  ['', false],
  [' ', false],
])('VERCEL=%j counts as in the rest of the environment', (value, expected) => {
  vi.stubEnv('VERCEL', value)
  expect(isServerless()).toBe(expected)
  expect(parseEnv({ VERCEL: value, VISITOR_SECRET: 'x'.repeat(32) }).onServerless).toBe(expected)
  vi.unstubAllEnvs()
})
