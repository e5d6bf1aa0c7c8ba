import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ensureBuilt, standalone } from '@/scripts/build.mjs'
import { root, run, runScript } from '@/scripts/command.mjs'
import { type ServerProcess, startServer } from './server-process'

const here = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '')
const baselines = `${here}/baselines`
export const scratch = `${root}/.cache/bench`

/** Builds the app, if it has not been built. */
export async function prepare(): Promise<void> {
  // What the app kept the last time would be measured along.
  rmSync(`${scratch}/data`, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  await ensureBuilt()
}

/** Installs what only the benchmarks need and builds the routes that the app is compared with. */
export async function prepareBaselines(): Promise<void> {
  const installed = existsSync(`${here}/node_modules/.package-lock.json`)
  if (!installed)
    await must(run('npm', ['ci', '--prefix', here, '--no-audit', '--no-fund']), 'The AI SDK could not be installed.')
  if (installed && existsSync(`${baselines}/.next/standalone`)) return
  console.log('Building the baselines …')
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  await must(runScript('next/dist/bin/next', ['build', baselines], env), 'The baselines could not be built.')
}

export const startUpstream = (): Promise<ServerProcess> =>
  startServer({ script: fileURLToPath(new URL('upstream.mjs', import.meta.url)) })

/** The built app, as `npm start` runs it, with the upstream as its model. */
export function startApp(upstream?: ServerProcess, options: AppOptions = {}): Promise<ServerProcess> {
  const { args, dataDir = `${scratch}/data`, databaseUrl } = options
  const limits = { CONCURRENT_RUNS: '0', RUNS_PER_HOUR: '0', MAX_OUTPUT_TOKENS: '1000000' }
  const kept = { DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) }
  const env = { ...limits, DISCOVER: 'off', ...(upstream && modelAt(upstream)), ...kept, SEARCH: 'local', FOLLOW_UPS: 'off' }
  return startServer({ script: `${standalone}/server.js`, cwd: standalone, env, ...(args && { args }) })
}

type AppOptions = { args?: string[]; dataDir?: string; databaseUrl?: string }

export function startBaselines(upstream: ServerProcess): Promise<ServerProcess> {
  const cwd = `${baselines}/.next/standalone/tests/bench/baselines`
  return startServer({ script: `${cwd}/server.js`, cwd, env: modelAt(upstream) })
}

const modelAt = ({ url }: ServerProcess) => ({
  OPENAI_BASE_URL: `${url}/v1`,
  OPENAI_API_KEY: 'bench',
  MODEL: 'bench',
  MODELS: 'bench',
})

async function must(code: Promise<number>, otherwise: string): Promise<void> {
  if ((await code) !== 0) throw new Error(otherwise)
}
