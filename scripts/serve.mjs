import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { compileCache, standalone } from './build.mjs'
import { Stop } from './command.mjs'

const startTimeoutMs = 60_000
/** Asked to end, the app lets runs finish for a while and hands over the rest: see `lib/server/background-jobs.ts`. */
const stopTimeoutMs = 12_000

/**
 * Starts the built app as a process of its own and resolves when it answers.
 * What it prints is passed on, but for the banner of Next. It ends when this process ends, however that happens.
 * @param {{ port: number, host: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ url: string, exited: Promise<number>, stop: (signal?: NodeJS.Signals) => Promise<void> }>}
 */
export async function serve({ port, host, env }) {
  const child = spawn(process.execPath, ['--import', endWithParent, `${standalone}/server.js`], {
    cwd: standalone,
    env: {
      NODE_COMPILE_CACHE: compileCache,
      ...env,
      PORT: String(port),
      HOSTNAME: host,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0))))
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!isBanner(line)) console.log(line)
  })
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal)
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs)
    await exited
    clearTimeout(timer)
  }

  const url = `http://${reachable(host)}:${port}`
  const ready = await Promise.race([answers(url), exited.then(() => false)])
  if (ready) return { url, exited, stop }
  await stop()
  // When the app ended by itself it has said why, in a sentence of its own.
  throw new Stop(child.signalCode ? `The app did not answer within ${startTimeoutMs / 1000} seconds.` : '')
}

/** A port that nothing else listens on. Throws a sentence when the wanted one is taken; 0 wants any. */
export const freePort = (port = 0, host = '127.0.0.1') =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => reject(new Stop(whyNot(error, port, host))))
    probe.listen(port, host, () => {
      const taken = probe.address().port
      probe.close(() => resolve(taken))
    })
  })

function whyNot(error, port, host) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is already in use. Stop the program that uses it, or choose another: PORT=${port + 1} npm start`
  if (error.code === 'EACCES')
    return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=3000 npm start`
  return `HOST "${host}" is not an address of this machine. Leave it out, or use 0.0.0.0 for all of them.`
}

const endWithParent = fileURLToPath(new URL('end-with-parent.mjs', import.meta.url))

/** An address to open, for one to listen on. */
const reachable = (host) => {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

const isBanner = (line) => /^\s*(▲|✓|- (Local|Network|Environments):|$)/.test(line)

async function answers(url) {
  for (const giveUpAt = Date.now() + startTimeoutMs; Date.now() < giveUpAt; ) {
    const status = await fetch(url, { method: 'HEAD' }).then(
      (response) => response.status,
      () => undefined, // Not listening yet.
    )
    if (status !== undefined) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
