import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { root, run, Stop } from './command.mjs'

const lock = `${root}/package-lock.json`
const installed = `${root}/node_modules/.package-lock.json`
const stamp = `${root}/node_modules/.unfold-lock-hash`

/**
 * Checks this Node before anything newer than it is loaded. Packages here are loaded by `require` though they are modules, which 20
 * and 22 can since these versions, and 21 never could; odd ones after that are no longer looked after, and work.
 */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return
  throw new Stop(`Unfold needs Node 24, or 20.19, 22.12 or later; this is ${version}. Install it from https://nodejs.org.`)
}

/** Installs the packages of `package-lock.json`, unless they are there. */
export async function ensureInstalled() {
  if (isInstalled()) return
  console.log('Installing packages …')
  // Development packages too: they build the app. `NODE_ENV=production` would leave them out.
  const code = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'])
  if (code !== 0) throw new Stop('The packages could not be installed; npm says why above.')
  writeFileSync(stamp, lockHash())
}

/**
 * Whether the packages are installed, by our stamp; where npm was run by hand there is none, and the younger of the two lock
 * files decides.
 */
function isInstalled() {
  if (!existsSync(installed)) return false
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return true
  return statSync(installed).mtimeMs >= statSync(lock).mtimeMs
}

const lockHash = () => createHash('sha256').update(readFileSync(lock)).digest('hex')
