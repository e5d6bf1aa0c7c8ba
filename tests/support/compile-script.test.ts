import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compileScript } from './compile-script'
import { compiledWorkers } from './compiled-workers'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'unfold-compiled-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, code: string): string => {
  const path = join(folder, name)
  mkdirSync(resolve(path, '..'), { recursive: true })
  writeFileSync(path, code)
  return path
}
const start = (program: string, ...options: string[]) =>
  execFileSync(process.execPath, [...options, program], { encoding: 'utf8' })

test('two scripts of one name are two programs', () => {
  const [one, other] = [write('one/run.ts', 'console.log(1 as number)'), write('other/run.ts', 'console.log(2 as number)')].map(
    (script) => compileScript(script).path,
  )
  expect([one, other].map((program = '') => start(program))).toEqual(['1\n', '2\n'])
})

test('an error names the line of the source', () => {
  write('part.ts', "\n\nexport const fail = (): never => {\n  throw new Error('broken')\n}\n")
  const { path } = compileScript(write('whole.ts', "import { fail } from './part'\nfail()\n"))
  expect(() => start(path, '--enable-source-maps')).toThrow(/part\.ts:4/)
})

test('a change of what a worker imports is seen by a run that goes on', () => {
  const watched: string[] = []
  const part = write('part.ts', 'export const one = 1')
  const worker = write('worker.ts', "import { one } from './part'\nconsole.log(one)")
  // In two pieces, or the plugin would find it in this file.
  const code = `new ${'Worker'}(new URL('./worker.ts', import.meta.url), { env: {} })`
  const plugin = { addWatchFile: (file: string) => watched.push(file) }
  const transformed = compiledWorkers.transform.call(plugin, code, join(folder, 'importer.ts'))
  expect(transformed).toMatch(/^new Worker\("\/.*\/worker-\w{8}\.mjs", \{ env: \{\} \}\)$/)
  expect(watched.toSorted()).toEqual([part, worker])
})
