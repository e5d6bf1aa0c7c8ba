import { existsSync, readdirSync, rmSync } from 'node:fs'

/** npm installs the driver of SQLite for both C libraries of Linux; the machine that builds has the one that is needed. */
const isGlibc = process.platform === 'linux' && 'glibcVersionRuntime' in process.report.getReport().header
const [libc, otherLibc] = isGlibc ? ['gnu', 'musl'] : ['musl', 'gnu']
const drivers = process.platform === 'linux' ? `linux-*-${libc}*` : '*'

/** What runs SQLite, as patterns for Next's file tracing: it is loaded by name, which no tracer can follow. */
export const sqliteFiles = [
  `./node_modules/@libsql/${drivers}/**`,
  './node_modules/@neon-rs/load/**',
  './node_modules/detect-libc/**',
]

/** The driver that is of no use here, as a pattern: what routes carry. */
export const otherDriver = process.platform === 'linux' ? [`**/node_modules/@libsql/linux-*-${otherLibc}*/**/*`] : []

/**
 * Takes it out of the standalone folder too. What the proxy and the start of the server carry is traced by itself, and Next has
 * no excludes for that.
 * @param {string} standalone
 */
export function removeOtherDriver(standalone) {
  const folder = `${standalone}/node_modules/@libsql`
  if (process.platform !== 'linux' || !existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name.startsWith('linux-') && name.includes(`-${otherLibc}`)) rmSync(`${folder}/${name}`, { recursive: true })
  }
}
