#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { describeBrowser, findTestBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { fail, root, run, runScript, Stop } from './command.mjs'
import { checkNode, ensureInstalled } from './install.mjs'
import { describePostgres, noPostgres, startPostgres } from './postgres.mjs'
import { freePort, serve } from './serve.mjs'
import { checkSize } from './size.mjs'
import { toTimeLines } from './test-times.mjs'
import { buildForVercel, deployed } from './vercel.mjs'

/**
 * `npm test`: everything that CI runs, from a fresh clone, in the order in which it fails soonest.
 * `npm test -- lint`, `unit` or `e2e` runs a part; what follows goes to its tool: `npm test -- unit tests/run-log`.
 * `npm run test:chaos` is a part that is not in everything: 50 kills at random moments, with locks, pauses and clocks that
 * are set, on each database. So are `npm run test:deploy`, a build for Vercel that is run function by function, and what
 * `npm run test:node -- 24` does with another Node: the unit tests, a build, a start and one run.
 */
const [part = 'all', ...rest] = process.argv.slice(2)

// Biome colours its output letter by letter, which no log of a CI can show.
const biomeArgs = ['ci', '--error-on-warnings', ...(process.stdout.isTTY ? [] : ['--colors=off'])]

/** @type {{ title: string, part: 'lint' | 'unit' | 'e2e' | 'node' | 'chaos' | 'deploy', check: () => Promise<void> }[]} */
const checks = [
  { title: 'Format, lint, import rules, types, and what is unused', part: 'lint', check: checkText },
  { title: 'Unit tests, laws, components', part: 'unit', check: checkUnits },
  { title: 'Build', part: 'e2e', check: ensureBuilt },
  { title: 'Size of the chat page', part: 'e2e', check: checkSize },
  { title: 'Browser tests', part: 'e2e', check: checkInBrowser },
  { title: 'Unit tests, laws, components', part: 'node', check: checkUnits },
  { title: 'Build', part: 'node', check: buildAnew },
  { title: 'Start, and a run', part: 'node', check: checkOneRun },
  { title: 'Build for Vercel, in a clean copy', part: 'deploy', check: buildForVercel },
  { title: 'What that made, function by function, in a browser', part: 'deploy', check: checkDeployed },
  { title: 'Build', part: 'chaos', check: ensureBuilt },
  { title: '50 kills at random moments, with locks, pauses and clocks that are set', part: 'chaos', check: checkByKilling },
]

const results = `${root}/.cache/results`
const unitResults = `${results}/unit.json`
const browserResults = `${results}/e2e.json`

async function test() {
  checkNode()
  const chosen = checks.filter((check) => (part === 'all' ? ['lint', 'unit', 'e2e'].includes(check.part) : check.part === part))
  if (chosen.length === 0)
    throw new Stop(`There is no part "${part}": choose lint, unit, e2e, node, chaos or deploy, or none of them for everything.`)
  await sayWhatIsUsed(chosen)
  await ensureInstalled()
  forgetSettings()
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  // These start while the first checks run, and are awaited by those that need them.
  if (chosen.some((check) => check.part !== 'lint')) database = openDatabase()
  if (chosen.some(({ check }) => check === checkUnits)) strangers = ensureStrangers()
  if (chosen.some(({ part }) => ['e2e', 'chaos', 'deploy'].includes(part))) browser = findTestBrowser()
  for (const one of [strangers, browser]) one.catch(() => {}) // Where a check before theirs has failed, nobody awaits them.
  try {
    for (const { title, check } of chosen) await timed(title, check)
  } finally {
    printCounts()
    const { stop } = await database
    await stop()
  }
}

/** Before anything else: what is missing is known in the first second, and not after the first ten minutes. */
async function sayWhatIsUsed(chosen) {
  const isOf = (...parts) => chosen.some((check) => parts.includes(check.part))
  if (isOf('e2e', 'chaos', 'deploy')) console.log(`Browser: ${await describeBrowser()}`)
  if (!isOf('unit', 'e2e', 'chaos', 'node', 'deploy')) return
  const database = describePostgres()
  if (!database && process.env.CI) throw new Stop(noPostgres)
  console.log(`Database: ${database ?? `none, so the tests on Postgres are left out. ${noPostgres}`}`)
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
  } finally {
    const seconds = (Date.now() - startedAt) / 1000
    took.push({ title, seconds })
    console.log(`   ${seconds.toFixed(1)} s`)
  }
}

/** @type {{ title: string, seconds: number }[]} */
const took = []

async function mustPass(script, args, env) {
  if ((await runScript(script, args, env)) !== 0) throw new Stop('')
}

/** At once: each of them leaves a processor idle for half of its time. All are waited for, so that one run says all that is wrong. */
async function checkText() {
  const read = [mustPass('@biomejs/biome/bin/biome', biomeArgs), checkTypes(), mustPass('knip/bin/knip.js', [])]
  const failed = (await Promise.allSettled(read)).find(({ status }) => status === 'rejected')
  if (failed) throw failed.reason
}

async function checkTypes() {
  // Next writes the types of its own files, which a fresh clone does not have.
  await mustPass('next/dist/bin/next', ['typegen'])
  // Several threads each work out most types anew, and the others need the second processor.
  await mustPass('typescript/bin/tsc', ['--singleThreaded'])
}

/** What is not ours and asks the app, or is asked by it: each with a lock file of its own, and no script of theirs is run. */
const strangersByFolder = {
  'tests/second-mock': 'a second mock of providers',
  'tests/guests': 'other clients of AG-UI (CopilotKit)',
}

/** @type {Promise<unknown>} */
let strangers = Promise.resolve()

/** @type {Promise<string>} */
let browser = Promise.resolve('')

const ensureStrangers = () => Promise.all(Object.entries(strangersByFolder).map(ensureStranger))

async function ensureStranger([folder, what]) {
  if (existsSync(`${root}/${folder}/node_modules`)) return
  const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if ((await run('npm', args)) === 0) return
  if (process.env.CI) throw new Stop(`${folder} could not be installed; npm says why above.`)
  console.log(`Left out: the tests with ${what}, which could not be installed.`)
}

async function checkUnits() {
  await strangers
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitResults}`]
  await mustPass('vitest/vitest.mjs', ['run', ...reporters, ...rest], await withDatabase())
}

/** What another Node has built does not count. */
async function buildAnew() {
  rmSync(`${root}/.next`, { recursive: true, force: true })
  await ensureBuilt()
}

/** The app as `npm start` starts it, asked one question from a terminal. */
async function checkOneRun() {
  const dataDir = `${root}/.cache/node-run`
  rmSync(dataDir, { recursive: true, force: true })
  const env = { ...process.env, DATA_DIR: dataDir, XDG_CONFIG_HOME: dataDir, DEMO_TOKENS_PER_SECOND: '0' }
  const app = await serve({ port: await freePort(), host: '127.0.0.1', env })
  try {
    await mustPass('tsx/dist/cli.mjs', ['cli/chat.ts', '--url', app.url, 'what is 10 + 10'], env)
  } finally {
    await app.stop()
  }
}

/** The seed is told, so that what went wrong can be done again: `CHAOS_SEED=123 npm run test:chaos`. */
async function checkByKilling() {
  process.env.CHAOS_KILLS ||= '50'
  process.env.CHAOS_SEED ||= String(Date.now() % 1_000_000)
  rest.unshift('tests/e2e/kill.spec.ts', '--project=desktop')
  await checkInBrowser()
}

/** Each test has a database of its own, as its provider would have it. */
async function checkDeployed() {
  const env = { ...process.env, CHROMIUM_PATH: await browser, E2E_RESULTS: browserResults, DEPLOY_APP: deployed }
  await mustPass('@playwright/test/cli.js', ['test', '--config=tests/deploy/playwright.config.ts', ...rest], env)
}

async function checkInBrowser() {
  const env = await withDatabase({ ...process.env, CHROMIUM_PATH: await browser, E2E_RESULTS: browserResults })
  for (const name of ['DEMO_PORT', 'MODEL_APP_PORT', 'POSTGRES_APP_PORT', 'UPSTREAM_PORT', 'CONTROL_PORT', 'CLIPBOARD_PORT'])
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
  const browser = readResults(browserResults)
  const { expected = 0, flaky = 0, skipped = 0, unexpected = 0 } = browser?.stats ?? {}
  const passed = (unit?.numPassedTests ?? 0) + expected + flaky
  const leftOut = (unit?.numPendingTests ?? 0) + skipped
  const failed = (unit?.numFailedTests ?? 0) + (unit?.numFailedTestSuites ?? 0) + unexpected
  if (took.length > 0) console.log(`\n${toTimeLines(took, unit, browser).join('\n')}`)
  process.once('exit', () => console.log(`\n${passed} passed, ${failed} failed${leftOut > 0 ? `, ${leftOut} left out` : ''}`))
}

const readResults = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)

test().catch(fail)
