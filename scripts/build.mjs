import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { root, runScript, Stop } from './command.mjs'
import { removeOtherDriver } from './sqlite-driver.mjs'

/** Everything that decides what `next build` makes. */
export const sources = [
  'app',
  'components',
  'lib',
  'public',
  'docs/proxies.md',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'next.config.js',
  'scripts/provider-packages.mjs',
  'scripts/css-parts.mjs',
  'scripts/sqlite-driver.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

const built = `${root}/.next`
const stamp = `${built}/unfold-build.json`

/** The folder from which the built app runs by itself. */
export const standalone = `${built}/standalone`

/** Where Node, from 22 on, keeps what it compiled of the app, so that the next start is faster by a third. A build begins it anew. */
export const compileCache = `${built}/compile-cache`

/** Builds the app, unless the last build was made of the same sources. */
export async function ensureBuilt() {
  const hash = hashOf(sources)
  if (isFresh(hash)) return
  console.log('Building the app …')
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  delete env.DIST_DIR
  const code = await runScript('next/dist/bin/next', ['build'], env)
  if (code !== 0) throw new Stop('The app could not be built; Next says why above.')
  completeStandalone()
  writeFileSync(stamp, JSON.stringify({ hash, buildId: buildId() }))
}

/**
 * Next leaves what a CDN would serve out of the standalone folder, and copies `.env` files into it. The first belongs there
 * when there is no CDN; the second would be an old key in a second place: the environment is given at the start.
 */
function completeStandalone() {
  removeOtherDriver(standalone)
  cpSync(`${built}/static`, `${standalone}/.next/static`, { recursive: true })
  cpSync(`${root}/public`, `${standalone}/public`, { recursive: true })
  for (const name of readdirSync(standalone)) if (name.startsWith('.env')) rmSync(`${standalone}/${name}`)
}

/** A build by hand has another id than the stamp, and its standalone folder is not complete. */
function isFresh(hash) {
  if (!existsSync(stamp) || !existsSync(`${standalone}/server.js`)) return false
  const made = JSON.parse(readFileSync(stamp, 'utf8'))
  return made.hash === hash && made.buildId === buildId()
}

const buildId = () => (existsSync(`${built}/BUILD_ID`) ? readFileSync(`${built}/BUILD_ID`, 'utf8') : undefined)

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesUnder))
    hash
      .update(`${path}\0`)
      .update(readFileSync(`${root}/${path}`))
      .update('\0')
  return hash.digest('hex')
}

/** @returns {string[]} The files of a folder and of its folders in a fixed order, the file itself, or nothing. */
function filesUnder(path) {
  const whole = `${root}/${path}`
  if (!existsSync(whole)) return []
  if (!statSync(whole).isDirectory()) return [path]
  return readdirSync(whole)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`))
}
