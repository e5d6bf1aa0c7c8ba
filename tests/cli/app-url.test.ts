import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toAppUrl } from '@/cli/app-url'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-chat-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the app is where `npm start` in this folder has it', () => {
  expect(toAppUrl(undefined, {}, folder)).toBe('http://localhost:3000')
  writeFileSync(join(folder, '.env'), 'OPENAI_API_KEY=sk-1\nPORT=4000 # as at home\n')
  expect(toAppUrl(undefined, {}, folder)).toBe('http://localhost:4000')
  writeFileSync(join(folder, '.env.local'), 'PORT="4001"\n')
  expect(toAppUrl(undefined, {}, folder)).toBe('http://localhost:4001')
  expect(toAppUrl(undefined, { PORT: '4002' }, folder)).toBe('http://localhost:4002')
})

test('what is said wins, without the slash at its end', () => {
  expect(toAppUrl(undefined, { UNFOLD_URL: 'https://a.example/', PORT: '4002' }, folder)).toBe('https://a.example')
  expect(toAppUrl('https://b.example//', { UNFOLD_URL: 'https://a.example' }, folder)).toBe('https://b.example')
})
