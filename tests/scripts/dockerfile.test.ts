import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { variableNames } from '@/lib/server/env-variables'
import { argsOf, commandOf, createIgnore, envOf, parseCopy, parseDockerfile, type Stage } from '@/tests/support/dockerfile'

/**
 * Docker is not needed for this: what can be said of an image without making one. That what it copies out of the build
 * runs, stops and is healthy is in `tests/e2e/docker.spec.ts`.
 */
const { sources }: { sources: string[] } = await import(new URL('../../scripts/build.mjs', import.meta.url).href)
const read = (path: string) => readFileSync(path, 'utf8')
const stages = parseDockerfile(read('Dockerfile'))
const isIgnored = createIgnore(read('.dockerignore'))
const [build, image] = stages as [Stage, Stage]
const { scripts, engines }: { scripts: Record<string, string>; engines: { node: string } } = JSON.parse(read('package.json'))

/** Settings of Node and of Next, which `env.ts` has nothing to do with. */
const notOurs = ['NODE_ENV', 'NEXT_TELEMETRY_DISABLED', 'HOSTNAME']

test('both stages stand on one Node, by its exact version, which the app runs on', () => {
  const bases = [...new Set(stages.map(({ from }) => from))]
  expect(bases).toEqual([expect.stringMatching(/^node:24\.\d+\.\d+-slim$/)])
  expect(24).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]))
})

test('what is copied from the repository is there, and .dockerignore lets it in', () => {
  const copied = argsOf(build, 'COPY').map(parseCopy)
  expect(copied.length).toBeGreaterThan(0)
  for (const { from, sources: paths } of copied) {
    expect(from).toBeUndefined()
    for (const path of paths) {
      expect(existsSync(path), path).toBe(true)
      expect(isIgnored(path), path).toBe(false)
    }
  }
})

test('all that a build is made of gets in, and no secret, no data, nothing made here', () => {
  expect(sources.length).toBeGreaterThan(5)
  for (const path of [...sources, 'scripts/db-migrate.ts', 'public/knowledge/agent-executor-loop.md'])
    expect(isIgnored(path), path).toBe(false)
  for (const path of ['.env', '.env.local', 'data/unfold.db', '.git/config', '.next/BUILD_ID', 'node_modules/next/package.json'])
    expect(isIgnored(path), path).toBe(true)
})

test('every command that is run can be: packages by the lock file, scripts that there are', () => {
  const run = argsOf(build, 'RUN')
  expect(run).toEqual(['npm ci', 'npm run build'])
  for (const command of run) {
    const script = /^npm run (\S+)$/.exec(command)?.[1]
    if (script !== undefined) expect(scripts).toHaveProperty([script])
  }
  const order = build.instructions.map(({ name, args }) => `${name} ${args}`)
  const locked = order.findIndex((line) => line.startsWith('COPY') && line.includes('package-lock.json'))
  expect(order.indexOf('RUN npm ci')).toBeGreaterThan(locked)
  expect(locked).toBeGreaterThanOrEqual(0)
})

test('each variable that it sets is one of the app’s, of Next’s or of Node’s', () => {
  for (const name of stages.flatMap((stage) => Object.keys(envOf(stage))))
    expect([...variableNames, ...notOurs], name).toContain(name)
})

test('chats are in a volume that the user of the app may write to; the app is another user’s', () => {
  const { DATA_DIR = '' } = envOf(image)
  expect(argsOf(image, 'VOLUME')).toEqual([DATA_DIR])
  expect(argsOf(image, 'RUN')).toEqual([`mkdir -p -m 700 ${DATA_DIR} && chown node:node ${DATA_DIR}`])
  const order = image.instructions.map(({ name }) => name)
  expect(argsOf(image, 'USER')).toEqual(['node'])
  expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'))
  expect(order.indexOf('VOLUME')).toBeGreaterThan(order.indexOf('RUN'))
})

test('with compose a Postgres is there before the app, which makes its tables in it', () => {
  const compose = read('compose.yaml')
  const find = (name: string) => new RegExp(`^ +${name}: (\\S+)$`, 'm').exec(compose)?.[1] ?? ''
  const address = new URL(find('DATABASE_URL'))
  const [user, password, name] = ['USER', 'PASSWORD', 'DB'].map((each) => find(`POSTGRES_${each}`))
  expect([address.username, address.password, address.pathname]).toEqual([user, password, `/${name}`])
  expect(compose).toContain(`\n  ${address.hostname}:\n    image: postgres:`)
  expect(find('image')).toMatch(/^postgres:\d+\.\d+-\w+$/)
  expect(compose).toContain(`depends_on:\n      ${address.hostname}:\n        condition: service_healthy`)
  expect(compose).toContain(`- data:${argsOf(image, 'VOLUME')[0]}\n`)
  expect(compose).toContain(`:${envOf(image)['PORT']}"`)
  expect(envOf(image)['DATABASE_MIGRATE']).toBe('on')
})

test('the app is asked to end itself, not a shell around it', () => {
  expect(argsOf(image, 'CMD').map(commandOf)).toEqual([['node', 'server.js']])
  expect(argsOf(image, 'EXPOSE')).toEqual([envOf(image)['PORT']])
})
