import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const { buildCommand }: { buildCommand: string } = JSON.parse(readFileSync('vercel.json', 'utf8'))
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

test('a build on Vercel brings the tables of its Postgres up to date first, where it has one', () => {
  expect(run({})).toEqual({ asked: ['run build'], status: 0 })
  expect(run({ DATABASE_URL: 'postgres://somewhere' })).toEqual({ asked: ['run db:migrate', 'run build'], status: 0 })
  expect(scripts).toMatchObject({ build: expect.any(String), 'db:migrate': expect.any(String) })
})

test('tables that could not be brought up to date, or a build that failed, deploy nothing', () => {
  expect(run({ DATABASE_URL: 'postgres://somewhere' }, 'db:migrate')).toEqual({ asked: ['run db:migrate'], status: 1 })
  expect(run({}, 'build').status).toBe(1)
})

test('a run ends before the function that it runs in', () => {
  for (const route of ['app/api/runs/route.ts', 'app/api/runs/[runId]/events/route.ts'])
    expect(readFileSync(route, 'utf8')).toContain('export const maxDuration = 300\n')
})
