import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, totalmem } from 'node:os'
import { root } from '@/scripts/command.mjs'
import { prepare, scratch } from './apps'
import { measureBrowser } from './browser'
import { measureDetails } from './details'
import { measureOpen } from './open'
import { measureReplay } from './replay'
import { type Machine, type Results, readResults, toMarkdown } from './report'
import { measureServer } from './server'
import { measureSize } from './size'
import { measureStart } from './start'
import { measureStore } from './store'

/**
 * `npm run bench`, or `npm run bench -- server store size browser details replay open start` for some of the parts; `--quick` for a look that is not
 * written down. Each part replaces its figures in `docs/benchmarks.md`; those of the others stay as they were measured.
 */
const parts = {
  server: measureServer,
  store: measureStore,
  size: measureSize,
  browser: measureBrowser,
  details: measureDetails,
  replay: measureReplay,
  open: measureOpen,
  start: measureStart,
}
type Part = keyof typeof parts

const words = process.argv.slice(2)
const quick = words.includes('--quick')
const named = words.filter((word) => word !== '--quick')
const wanted = named.length > 0 ? named : Object.keys(parts)
const unknown = wanted.filter((word) => !(word in parts))
if (unknown.length > 0) {
  console.error(`There is no part "${unknown[0]}". The parts are: ${Object.keys(parts).join(', ')}.`)
  process.exit(1)
}

// A clean clone installs and builds by itself.
if (wanted.some((part) => part !== 'start')) await prepare()
const page = quick ? `${scratch}/quick.md` : `${root}/docs/benchmarks.md`
const results: Results = existsSync(page) ? readResults(readFileSync(page, 'utf8')) : {}
for (const part of wanted as Part[]) {
  // Load from before the part: the part's own is no news.
  const [load = 0] = loadavg()
  const startedAt = new Date().toISOString()
  Object.assign(results, { [part]: { ...(await parts[part]({ quick })), at: startedAt, load } })
  writeFileSync(page, toMarkdown(results, machine()))
}
console.log(`Written to ${page}.`)

function machine(): Machine {
  return {
    cores: cpus().length,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
    node: process.version,
    next: versionOf('next'),
    langchain: versionOf('@langchain/core'),
    aiSdk: readJson('tests/bench/package.json').dependencies.ai,
  }
}

function readJson(path: string) {
  return JSON.parse(readFileSync(`${root}/${path}`, 'utf8'))
}

function versionOf(name: string): string {
  return readJson(`node_modules/${name}/package.json`).version
}
