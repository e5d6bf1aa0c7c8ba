import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'

const file = new URL('../../scripts/provider-packages.mjs', import.meta.url).href
const { providerFiles }: { providerFiles(root: string): string[] } = await import(file)

/** A project of other dependencies with the packages of this one, and a folder in which the app runs without them. */
let project = ''
let alone = ''
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'unfold-project-'))
  alone = mkdtempSync(join(tmpdir(), 'unfold-alone-'))
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'))
})
afterEach(() => {
  for (const folder of [project, alone]) rmSync(folder, { recursive: true, force: true })
})

const filesFor = (dependencies: Record<string, string>): string[] => {
  writeFileSync(join(project, 'package.json'), JSON.stringify({ dependencies }))
  return providerFiles(project)
}

test('without a provider there is nothing to add to what the app bundles', () => {
  expect(filesFor(JSON.parse(readFileSync('package.json', 'utf8')).dependencies)).toEqual([])
})

test('what is listed is enough to make its model', { timeout: 60_000 }, async () => {
  for (const pattern of filesFor({ '@langchain/anthropic': '1' })) {
    const path = pattern.replace('/{chat_models,_virtual}/**/*.js', '').replace('/**', '')
    mkdirSync(dirname(join(alone, path)), { recursive: true })
    symlinkSync(join(project, path), join(alone, path))
  }
  const script = `
    const { initChatModel } = await import('langchain/chat_models/universal')
    const model = await initChatModel('claude-sonnet-4-5', { modelProvider: 'anthropic', apiKey: 'x' })
    console.log(typeof model.bindTools)`
  // A package looks for others beside its link, and not beside what that leads to.
  const options = ['--preserve-symlinks', '--preserve-symlinks-main', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: alone })
  expect(stdout).toBe('function\n')
})

test('the patterns are the same where paths are put together with backslashes', async () => {
  const files = filesFor({ '@langchain/anthropic': '1' })
  const script = `
    import path from 'node:path'
    import { syncBuiltinESMExports } from 'node:module'
    const { providerFiles } = await import(${JSON.stringify(file)})
    Object.assign(path, { join: path.win32.join, dirname: path.win32.dirname })
    syncBuiltinESMExports()
    console.log(JSON.stringify(providerFiles(${JSON.stringify(project)})))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  expect(JSON.parse(stdout)).toEqual(files)
})
