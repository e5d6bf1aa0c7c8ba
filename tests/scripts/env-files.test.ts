import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readEnvFiles } from '@/scripts/env-files.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-env-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (text: string | Buffer, name = '.env') => writeFileSync(join(folder, name), text)
const read = (env: Record<string, string | undefined> = {}) => {
  readEnvFiles(folder, env)
  return env
}

test('.env.local wins over .env, and what is set already over both', () => {
  expect(read({ A: '0' })).toEqual({ A: '0' })
  write('A=1\nB=1\nC=1\n')
  write('A=2\nB=2\n', '.env.local')
  expect(read({ A: '0' })).toEqual({ A: '0', B: '2', C: '1' })
})

test.each([
  ['by an editor of Windows', Buffer.from('\ufeffPORT=4000\r\nB=x\r\n')],
  ['by PowerShell', Buffer.from('\ufeffPORT=4000\r\nB=x\r\n', 'utf16le')],
])('a file that was written %s is read from its first line on', (_how, bytes) => {
  write(bytes)
  expect(read()).toEqual({ PORT: '4000', B: 'x' })
})

test('a value in quotation marks may have several lines', () => {
  write('# my settings\n\nexport A="one\nBEGIN two\n" # here\nB = \'it is\'\nC=\nD="x" \n')
  expect(read()).toEqual({ A: 'one\nBEGIN two\n', B: 'it is', C: '', D: 'x' })
})

test.each([
  ['OPENAI_API_KEY: sk-secret\nMODEL=gpt-5\n', 1],
  ['A=1\n\nset B=2\n', 3],
  ['A="x"\nsk-secret\n', 2],
])('a line that is no setting stops the start, since the next would be lost with it: %j', (text, line) => {
  write(text)
  expect(read).toThrow(`Line ${line} of .env is not a setting: write NAME=value, or # before a remark.`)
})

test('a folder in place of the file is named', () => {
  mkdirSync(join(folder, '.env'))
  expect(read).toThrow('.env is not a file.')
})
