import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(path, 'utf8')
const { engines, devDependencies, scripts } = JSON.parse(read('package.json'))
const ranges: string[] = engines.node.split(' || ')
const majors = ranges.map((range) => Number(/^\^(\d+)\./.exec(range)?.[1]))
const recommended = Number(read('.nvmrc'))

test('the Nodes that Unfold runs on are named one by one: a range without an end would move a host to the next by itself', () => {
  for (const range of ranges) expect(range).toMatch(/^\^\d+\.\d+\.\d+$/)
  expect(majors).toEqual([20, 22, 24, 26])
})

test('everything that names a Node agrees', () => {
  expect(majors).toContain(recommended)
  expect(read('README.md')).toContain(`with Node ${recommended} (20.19, 22 and 26 will do too)`)
  expect(new Set(read('Dockerfile').match(/^FROM node:\d+/gm))).toEqual(new Set([`FROM node:${recommended}`]))
  // The types are those of the oldest, so that nothing newer is used by mistake.
  expect(Number.parseInt(devDependencies['@types/node'], 10)).toBe(majors[0])
  expect(ranges[0]).toBe('^20.19.0')
  expect(read('scripts/install.mjs')).toContain(`needs Node ${recommended}, or 20.19`)
  expect(scripts['test:node']).toBe('node scripts/test-node.mjs')
})

test('npm test says at once what is missing, before anything is built', () => {
  const startedAt = performance.now()
  const env = { ...process.env, CHROMIUM_PATH: '/nowhere/chromium', CI: '' }
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/test.mjs', 'e2e'], { env, encoding: 'utf8' })
  expect(stderr).toBe('CHROMIUM_PATH is "/nowhere/chromium", and no program is there.\n')
  expect([stdout, status]).toEqual(['', 1])
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('a version that is none is asked for in a sentence', () => {
  const { stderr, status } = spawnSync(process.execPath, ['scripts/test-node.mjs', 'latest'], { encoding: 'utf8' })
  expect([stderr, status]).toEqual(['Say which Node: npm run test:node -- 24\n', 1])
})
