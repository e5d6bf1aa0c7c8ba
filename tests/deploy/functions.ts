import { type ChildProcess, fork } from 'node:child_process'
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/** A function of the build output: a folder with all that it is given, and how it is started. */
export type BuiltFunction = {
  /** As its folder is called: `api/[...path]`. */
  name: string
  /** The files it is given, by their path in its folder, with their sizes in bytes. */
  files: ReadonlyMap<string, number>
  settings: { handler: string; useWebApi?: boolean; maxDuration?: number; supportsCancellation?: boolean }
  folder: string
}

export type Functions = {
  /** Each once, however many paths lead to it. */
  all: BuiltFunction[]
  /** By the path that a route names: `api/runs/[runId]/stop`. */
  byPath: ReadonlyMap<string, BuiltFunction>
}

/** Puts each function of `<app>/.vercel/output` together in a folder of `into`, with its files and no others. */
export function unpackFunctions(app: string, into: string): Functions {
  const from = join(app, '.vercel/output/functions')
  const byFolder = new Map<string, BuiltFunction>()
  const byPath = new Map<string, BuiltFunction>()
  for (const path of foldersIn(from)) {
    const real = realpathSync(path)
    const known = byFolder.get(real) ?? unpack(app, real, relative(realpathSync(from), real), into)
    byFolder.set(real, known)
    byPath.set(relative(from, path).slice(0, -ending.length), known)
  }
  return { all: [...byFolder.values()], byPath }
}

const ending = '.func'

function foldersIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (name.endsWith(ending)) return [path]
    return lstatSync(path).isDirectory() ? foldersIn(path) : []
  })
}

function unpack(app: string, from: string, name: string, into: string): BuiltFunction {
  const { filePathMap = {}, ...settings } = JSON.parse(readFileSync(join(from, '.vc-config.json'), 'utf8'))
  const folder = join(into, name)
  mkdirSync(dirname(folder), { recursive: true })
  cpSync(from, folder, { recursive: true, verbatimSymlinks: true })
  for (const [path, source] of Object.entries<string>(filePathMap)) place(join(app, source), join(folder, path))
  const files = new Map(filesIn(folder).map((path) => [relative(folder, path), statSync(path).size]))
  return { name: name.slice(0, -ending.length), files, settings, folder }
}

/** A link to a package stays one. */
function place(source: string, path: string): void {
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  cpSync(source, path, { recursive: true, verbatimSymlinks: true })
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

export type Instance = { port: number; printed(): string; end(): Promise<void> }

/** Starts a process of the function, with no environment but the one that is given. */
export async function startInstance(built: BuiltFunction, env: Record<string, string>): Promise<Instance> {
  const settings = JSON.stringify(built.settings)
  const child = fork(join(import.meta.dirname, 'function.mjs'), [built.folder, settings], {
    cwd: built.folder,
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', join(import.meta.dirname, 'names.mjs')],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const port = await portOf(child, () => `${basename(built.folder)} ended: ${printed}`)
  const end = () =>
    new Promise<void>((ended) => {
      if (child.exitCode !== null) return ended()
      child.once('exit', () => ended())
      child.kill('SIGKILL')
    })
  return { port, printed: () => printed, end }
}

const portOf = (child: ChildProcess, why: () => string): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('message', (message) => {
      if (typeof message === 'object' && 'port' in message) resolve(Number(message.port))
    })
    child.once('exit', () => reject(new Error(why())))
  })
