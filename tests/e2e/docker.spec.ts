import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { argsOf, commandOf, envOf, parseCopy, parseDockerfile, type Stage } from '@/tests/support/dockerfile'
import { createDatabase, testDatabase } from '@/tests/support/postgres'
import { Visitor } from '@/tests/support/visitor'
import { expect, test } from './chat'
import { root, startOwnApp } from './own-app'

const [, image] = parseDockerfile(readFileSync('Dockerfile', 'utf8')) as [Stage, Stage]
const run = promisify(execFile)

/** What the build stage holds when it is done: Next puts into its standalone folder neither files for a CDN nor `public`. */
const leftOut = ['.next/static', 'public']

/** What the image holds, in a folder; and where the app of it is. */
function assemble(disk: string): string {
  const workdir = join(disk, argsOf(image, 'WORKDIR')[0] ?? '')
  for (const { from, sources, to } of argsOf(image, 'COPY').map(parseCopy)) {
    expect(from).toBe('build')
    for (const source of sources) {
      cpSync(join(root, source.replace('/app/', '')), resolve(workdir, to), { recursive: true, verbatimSymlinks: true })
      if (source.endsWith('/standalone')) for (const path of leftOut) rmSync(join(workdir, path), { recursive: true })
    }
  }
  return workdir
}

test('what the Dockerfile puts together runs, is healthy, keeps chats in its volume, and ends when asked', {
  tag: '@once',
}, async ({ chat }) => {
  const disk = mkdtempSync(join(tmpdir(), 'unfold-image-'))
  const workdir = assemble(disk)
  const { HOSTNAME = '', DATA_DIR = '', ...env } = envOf(image)
  const data = join(disk, DATA_DIR)
  mkdirSync(data)
  const [node, server = ''] = commandOf(argsOf(image, 'CMD')[0] ?? '')
  expect([node, existsSync(join(workdir, server))]).toEqual(['node', true])

  const { PORT: _another, ...settings } = env
  const app = await startOwnApp({
    server: join(workdir, server),
    cwd: workdir,
    env: { ...settings, HOSTNAME, DATA_DIR: data, DEMO_TOKENS_PER_SECOND: '400' },
  })
  try {
    const [, ...health] = commandOf(argsOf(image, 'HEALTHCHECK')[0] ?? '')
    const check = (port: number) => run(process.execPath, health, { env: { NODE_ENV: 'production', PORT: String(port) } })
    await check(app.port)
    await expect(check(9)).rejects.toMatchObject({ code: 1 })
    await chat.open(app.url)
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await expect(chat.answer).toContainText('20')
    expect(existsSync(join(data, 'unfold.db'))).toBe(true)
    await chat.page.waitForLoadState('networkidle')
    await chat.page.goto('about:blank')
    // 128 + 15, by a handler of its own: without one there would be no code, and the first process of a container would not hear.
    expect(await app.end()).toBe(143)
  } finally {
    await app.stop()
    rmSync(disk, { recursive: true })
  }
})

test('with an empty Postgres the image makes its tables by itself, also when several start at once', {
  tag: '@once',
}, async () => {
  test.skip(testDatabase === undefined, 'There is no PostgreSQL here.')
  const disk = mkdtempSync(join(tmpdir(), 'unfold-image-'))
  const database = await createDatabase()
  const workdir = assemble(disk)
  const [, server = ''] = commandOf(argsOf(image, 'CMD')[0] ?? '')
  const { PORT: _another, DATA_DIR: _none, ...settings } = envOf(image)
  const env = { ...settings, DATA_DIR: join(disk, 'data'), DATABASE_URL: database.url, DEMO_TOKENS_PER_SECOND: '400' }
  const start = () => startOwnApp({ server: join(workdir, server), cwd: workdir, env })
  const apps = await Promise.all([start(), start()])
  try {
    for (const { url, printed } of apps) {
      await expect.poll(printed).toContain('Chats are kept in Postgres.')
      const visitor = await Visitor.arrive(url)
      expect((await visitor.ask('what is 10 + 10')).at(-1)?.type).toBe('RUN_FINISHED')
      expect(printed()).not.toMatch(/error|warning/i)
    }
  } finally {
    await Promise.all(apps.map((app) => app.stop()))
    await database.drop()
    rmSync(disk, { recursive: true })
  }
})
