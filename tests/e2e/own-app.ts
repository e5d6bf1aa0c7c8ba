import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export type OwnApp = {
  url: string
  port: number
  pid: number
  /** Asks it to end, as hosts do, and waits until it has. Gives its exit code. */
  end(): Promise<number | null>
  /** All that it wrote to its log so far. */
  printed(): string
  /** Sends it a signal, and does not wait for anything. */
  send(signal: NodeJS.Signals): void
  /** Kills it, if it is still there. */
  stop(): Promise<void>
}

type Settings = {
  port?: number
  env?: Record<string, string>
  server?: string
  cwd?: string
  nodeArgs?: string[]
  /** The command that runs the app's, in a place of its own; it becomes that process. */
  within?: (command: string[]) => string[]
}

/** The repository; the browser tests run in it. */
export const root = process.cwd()
export const standalone = resolve('.next/standalone')

const endWithParent = resolve('scripts/end-with-parent.mjs')

/** As `npm start` has it. */
const compileCache = resolve('.next/compile-cache')

/** The built app as a process of this test's own, to be set up otherwise, or killed. */
export async function startOwnApp(settings: Settings = {}): Promise<OwnApp> {
  const {
    env = {},
    server = `${standalone}/server.js`,
    cwd = standalone,
    nodeArgs = [],
    within = (command) => command,
  } = settings
  const port = settings.port ?? (await freePort())
  const [program = '', ...args] = within([process.execPath, '--import', endWithParent, ...nodeArgs, server])
  const child = spawn(program, args, {
    cwd,
    // A worker that is ended in the middle of a test leaves no app behind.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: compileCache,
      SEARCH: 'local',
      // One more request to the model after each answer; the tests of it turn it on.
      FOLLOW_UPS: 'off',
      // Of this desk no server is used, of a stand-in only the model that is named.
      DISCOVER: 'off',
      ...(env['MODEL'] !== undefined && { MODELS: env['MODEL'] }),
      DATA_DIR: env['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'unfold-data-')),
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
      NODE_ENV: 'production',
      ...env,
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const url = `http://localhost:${port}`
  const ended = endOf(child, () => printed)
  await Promise.race([isReady(child, () => printed), ended])
  // It answers, or says why it does not and ends. By its number, since a busy Node 20 may try the two addresses of a name in turn for ever.
  await fetch(`http://127.0.0.1:${port}`, { method: 'HEAD' }).catch(() => ended)
  const end = async () => {
    child.kill('SIGTERM')
    await once(child, 'exit')
    return child.exitCode
  }
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { url, port, pid: child.pid ?? 0, printed: () => printed, end, send: (signal) => void child.kill(signal), stop }
}

/** Resolves when Next says that it is ready, which it does once it listens. */
function isReady(child: ChildProcess, printed: () => string): Promise<void> {
  return new Promise((ready) => {
    child.stdout?.on('data', () => {
      if (printed().includes('Ready in')) ready()
    })
  })
}

/** Rejects with all that it said when the app has ended. */
function endOf(child: ChildProcess, printed: () => string): Promise<never> {
  const ended = new Promise<never>((_resolve, failed) => {
    child.once('close', (code) => failed(new Error(`The app ended by itself with ${code}: ${printed()}`)))
  })
  ended.catch(() => undefined) // Later it is the test that ends it.
  return ended
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? found(address.port) : failed(new Error('No port'))))
    })
  })
}
