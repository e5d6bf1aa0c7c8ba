import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root, run } from '@/scripts/command.mjs'
import { freePort } from '@/scripts/serve.mjs'

export type StartFigures = { seconds: number; installSeconds: number; buildSeconds: number; commit: string }

const giveUpMs = 400_000

/** `git clone`, `npm start`, until it says where the app is. Measures what is committed, with npm's cache as it is here. */
export async function measureStart(): Promise<StartFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'clean-clone-'))
  try {
    if ((await run('git', ['clone', '--quiet', root, folder])) !== 0) throw new Error('The repository could not be cloned.')
    const commit = await outputOf('git', ['rev-parse', '--short', 'HEAD'], folder)
    console.log(`npm start in a clean clone of ${commit} …`)
    const times = await timeStart(folder)
    return { ...times, commit }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function timeStart(cwd: string): Promise<Omit<StartFigures, 'commit'>> {
  const env = { ...process.env, PORT: String(await freePort()) }
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  // A group of its own, so that npm and all that it started end together.
  const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const timer = setTimeout(() => child.kill('SIGTERM'), giveUpMs)
  const said = { install: 0, build: 0, ready: 0 }
  const end = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      console.log(`  ${seconds().toFixed(1).padStart(5)} s  ${line}`)
      if (line.startsWith('Installing')) said.install = seconds()
      if (line.startsWith('Building')) said.build = seconds()
      if (line.includes('is ready')) {
        said.ready = seconds()
        break
      }
    }
  } finally {
    clearTimeout(timer)
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await end
  }
  if (said.ready === 0) throw new Error('npm start did not become ready; what it said is above.')
  return { seconds: said.ready, installSeconds: said.build - said.install, buildSeconds: said.ready - said.build }
}

const outputOf = (program: string, args: string[], cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.once('error', reject)
    child.once('exit', () => resolve(text.trim()))
  })
