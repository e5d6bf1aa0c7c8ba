import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort } from '@/scripts/serve.mjs'

/** CPU of all threads since the start in microseconds; memory in bytes. */
export type Usage = { cpuUs: number; rssBytes: number; liveBytes: number }

export type ServerProcess = {
  url: string
  /** From the start of the process to its first answer. */
  readyMs: number
  usage(options?: { collectGarbage: boolean }): Promise<Usage>
  stop(): Promise<void>
}

export type ServerOptions = { script: string; cwd?: string; env?: Record<string, string>; args?: string[] }

const probe = new URL('probe.mjs', import.meta.url).href
const startTimeoutMs = 30_000

/** Starts a server as a process of its own on a free port of the loopback, and waits until it answers. */
export async function startServer({ script, cwd, env, args = [] }: ServerOptions): Promise<ServerProcess> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...args, '--import', probe, script], {
    cwd: cwd ?? fileURLToPath(new URL('.', import.meta.url)),
    env: { ...withoutSettings(), ...env, PORT: String(port), HOSTNAME: '127.0.0.1', NODE_ENV: 'production' },
    // A line for each request is part of what a server costs, but not of this report.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    await exited
    clearTimeout(timer)
  }
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${script} ended with code ${child.exitCode} before it answered.`)
    if (performance.now() - startedAt < startTimeoutMs) continue
    await stop()
    throw new Error(`${script} did not answer within ${startTimeoutMs / 1000} s.`)
  }
  const readyMs = performance.now() - startedAt
  const usage = ({ collectGarbage } = { collectGarbage: false }) =>
    new Promise<Usage>((resolve) => {
      const listen = (message: unknown) => {
        if (!isUsage(message)) return
        child.off('message', listen)
        resolve(message)
      }
      child.on('message', listen)
      child.send(collectGarbage ? 'usage after collection' : 'usage')
    })
  return { url, readyMs, usage, stop }
}

const isUsage = (message: unknown): message is Usage => typeof message === 'object' && message !== null && 'benchUsage' in message

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD' })
    return true
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 5)) // Not listening yet.
    return false
  }
}

/** A key or a limit of this desk must not find its way into what is measured. */
const withoutSettings = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OPENAI|TAVILY|LANG|MODEL|SEARCH|DEMO|RUN|MAX_|DATA|VISITOR)/.test(name)),
  )
