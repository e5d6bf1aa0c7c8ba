import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

type Settings = { buildCommand: string; functions: Record<string, { maxDuration: number; supportsCancellation: boolean }> }
const { buildCommand, functions }: Settings = JSON.parse(readFileSync('vercel.json', 'utf8'))
const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-npm-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The command in a shell, with an `npm` that only says what it was asked; `fails` is what it cannot do. */
const run = (env: Record<string, string>, fails = 'nothing') => {
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/bin/sh\necho "$*"\ntest "$*" != "run ${fails}"\n`)
  chmodSync(npm, 0o755)
  const { stdout, status } = spawnSync('/bin/sh', ['-c', buildCommand], {
    env: { NODE_ENV: 'production', PATH: folder, ...env },
    encoding: 'utf8',
  })
  return { asked: stdout.trim().split('\n'), status }
}

test('a build on Vercel first looks whether all is set, and brings the tables of its Postgres up to date', () => {
  expect(run({})).toEqual({ asked: ['run db:migrate', 'run build'], status: 0 })
  expect(scripts).toMatchObject({ build: expect.any(String), 'db:migrate': expect.any(String) })
})

test('what is missing, tables that could not be brought up to date, or a build that failed, deploy nothing', () => {
  expect(run({}, 'db:migrate')).toEqual({ asked: ['run db:migrate'], status: 1 })
  expect(run({}, 'build').status).toBe(1)
})

const migrate = (env: Record<string, string>) => {
  const { PATH = '' } = process.env
  const command = ['--import', 'tsx', 'scripts/db-migrate.ts']
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    env: { PATH, VERCEL: '1', ...env, NODE_ENV: 'test' },
    encoding: 'utf8',
  })
  return { said: `${stdout}${stderr}`.trim(), status }
}

test('without a secret the build stops and says how to make one; without a database it goes on and says who keeps the chats', () => {
  expect(migrate({})).toEqual({ said: expect.stringContaining('VISITOR_SECRET is not set'), status: 1 })
  expect(migrate({}).said).toContain('openssl rand -base64 32')
  expect(migrate({ VISITOR_SECRET: 'x'.repeat(40) })).toEqual({
    said: 'There is no database: the browser of each visitor keeps their chats.',
    status: 0,
  })
})

test('all API routes are one function, so that they share its memory, and a reader who leaves is heard of', () => {
  expect(functions).toEqual({ 'app/api/**': { maxDuration: 300, supportsCancellation: true } })
})

test('a run ends before the function that it runs in', () => {
  for (const route of ['app/api/runs/route.ts', 'app/api/runs/[runId]/events/route.ts'])
    expect(readFileSync(route, 'utf8')).toContain('export const maxDuration = 300\n')
})
