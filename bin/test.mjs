#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { fail, root, runScript, Stop } from './command.mjs'
import { checkNode, ensureInstalled } from './install.mjs'
import { startPostgres } from './postgres.mjs'
import { freePort } from './serve.mjs'
import { checkSize } from './size.mjs'

/**
 * `npm test`: everything that CI runs, from a fresh clone, in the order in which it fails soonest.
 * `npm test -- lint`, `unit` or `e2e` runs a part; what follows goes to its tool: `npm test -- unit tests/run`.
 * `npm run test:chaos` is a part that is not in everything: 50 kills at random moments, on each database.
 */
const [part = 'all', ...rest] = process.argv.slice(2)

// Biome colours its output letter by letter, which no log of a CI can show.
const biomeArgs = ['ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off'])]

/** @type {{ title: string, part: 'lint' | 'unit' | 'e2e' | 'chaos', check: () => Promise<void> }[]} */
const checks = [
  {
    title: 'Format, lint, import rules',
    part: 'lint',
    check: () => mustPass('@biomejs/biome/bin/biome', biomeArgs),
  },
  { title: 'Types', part: 'lint', check: checkTypes },
  { title: 'Unused files, exports and packages', part: 'lint', check: () => mustPass('knip/bin/knip.js', []) },
  { title: 'Unit tests, laws, components', part: 'unit', check: checkUnits },
  { title: 'Build', part: 'e2e', check: ensureBuilt },
  { title: 'Size of the chat page', part: 'e2e', check: checkSize },
  { title: 'Browser tests', part: 'e2e', check: checkInBrowser },
  { title: 'Build', part: 'chaos', check: ensureBuilt },
  { title: '50 kills at random moments', part: 'chaos', check: checkByKilling },
]

const results = `${root}/.cache/results`
const unitResults = `${results}/unit.json`
const browserResults = `${results}/e2e.json`

async function test() {
  checkNode()
  const chosen = checks.filter((check) => (part === 'all' ? check.part !== 'chaos' : check.part === part))
  if (chosen.length === 0)
    throw new Stop(`There is no part "${part}": choose lint, unit, e2e or chaos, or none of them for everything.`)
  await ensureInstalled()
  forgetSettings()
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  // It starts while the first checks run, and is awaited by those that need it.
  if (chosen.some((check) => check.part !== 'lint')) database = openDatabase()
  try {
    for (const { title, check } of chosen) await timed(title, check)
  } finally {
    printCounts()
    const { stop } = await database
    await stop()
  }
}

/** @type {Promise<{ url?: string, stop: () => Promise<void> }>} */
let database = Promise.resolve({ stop: async () => {} })

/** A desk without PostgreSQL leaves those tests out and says so; in CI they are never left out. */
async function openDatabase() {
  try {
    return await startPostgres()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { stop: async () => {}, refusal: error.message }
  }
}

/** The environment of the tests that use Postgres. */
async function withDatabase(env = process.env) {
  const { url, refusal } = await database
  if (url) return { ...env, TEST_DATABASE_URL: url }
  if (process.env.CI) throw new Stop(refusal)
  console.log(`Left out: the tests on Postgres. ${refusal}`)
  return env
}

async function timed(title, check) {
  console.log(`\n── ${title}`)
  const startedAt = Date.now()
  try {
    await check()
  } catch (error) {
    throw error instanceof Stop ? new Stop([error.message, `Failed: ${title}`].filter(Boolean).join('\n')) : error
  }
  console.log(`   ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

async function mustPass(script, args, env) {
  if ((await runScript(script, args, env)) !== 0) throw new Stop('')
}

async function checkTypes() {
  // Next writes the types of its own files, which a fresh clone does not have.
  await mustPass('next/dist/bin/next', ['typegen'])
  await mustPass('typescript/bin/tsc', [])
}

async function checkUnits() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitResults}`]
  await mustPass('vitest/vitest.mjs', ['run', ...reporters, ...rest], await withDatabase())
}

/** The seed is told, so that what went wrong can be done again: `CHAOS_SEED=123 npm run test:chaos`. */
async function checkByKilling() {
  process.env.CHAOS_KILLS ||= '50'
  process.env.CHAOS_SEED ||= String(Date.now() % 1_000_000)
  rest.unshift('tests/e2e/kill.spec.ts', '--project=desktop')
  await checkInBrowser()
}

async function checkInBrowser() {
  const env = await withDatabase({ ...process.env, CHROMIUM_PATH: await findBrowser(), E2E_RESULTS: browserResults })
  for (const name of ['DEMO_PORT', 'MODEL_APP_PORT', 'POSTGRES_APP_PORT', 'UPSTREAM_PORT', 'CONTROL_PORT'])
    env[`E2E_${name}`] = String(await freePort())
  rmSync(`${root}/.cache/e2e`, { recursive: true, force: true }) // What the apps kept from the last time.
  await mustPass('@playwright/test/cli.js', ['test', ...rest], env)
}

/** The tests say themselves how the app is set up; a key of the developer must not find its way into them. */
function forgetSettings() {
  const names = readFileSync(`${root}/.env.example`, 'utf8').match(/^#? ?([A-Z_]+)(?==)/gm) ?? []
  for (const name of names) delete process.env[name.replace(/^#? ?/, '')]
  process.env.NEXT_TELEMETRY_DISABLED = '1'
}

function printCounts() {
  const unit = readResults(unitResults)
  const browser = readResults(browserResults)?.stats
  const passed = (unit?.numPassedTests ?? 0) + (browser?.expected ?? 0) + (browser?.flaky ?? 0)
  const leftOut = (unit?.numPendingTests ?? 0) + (browser?.skipped ?? 0)
  const failed = (unit?.numFailedTests ?? 0) + (unit?.numFailedTestSuites ?? 0) + (browser?.unexpected ?? 0)
  process.once('exit', () => console.log(`\n${passed} passed, ${failed} failed${leftOut > 0 ? `, ${leftOut} left out` : ''}`))
}

const readResults = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)

test().catch(fail)
