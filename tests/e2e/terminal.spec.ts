import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { demoUrl, modelUrl } from '@/tests/support/e2e-addresses'

/** The token of these tests is not this desk's. */
const env = { ...process.env, XDG_CONFIG_HOME: mkdtempSync(join(tmpdir(), 'unfold-config-')) }

const chat = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'cli/chat.ts', ...args], { timeout: 40_000, env })

test.describe('from a terminal', { tag: '@once' }, () => {
  test('the call, its arguments, its result and the answer', async () => {
    const { stdout, stderr } = await chat('--url', demoUrl, 'what is 10 + 10')
    expect(stderr).toBe('')
    const [call, args, result, answer] = ['Calling add', 'x: 10, y: 10', '= 20', '20'].map((text, index, all) =>
      stdout.indexOf(text, index === 3 ? stdout.indexOf(all[2] ?? '') + 4 : 0),
    )
    expect(Math.min(call ?? -1, args ?? -1, result ?? -1, answer ?? -1), stdout).toBeGreaterThanOrEqual(0)
    expect([call, args, result, answer]).toEqual([call, args, result, answer].toSorted((a, b) => (a ?? 0) - (b ?? 0)))
  })

  test('the same events, raw', async () => {
    const { stdout } = await chat('--url', demoUrl, '--json', 'what is 10 + 10')
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0].type).toBe('RUN_STARTED')
    expect(events.at(-1).type).toBe('RUN_FINISHED')
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  })

  test('a conversation is gone on with, as the visitor who began it', async () => {
    const thread = `terminal-${Date.now()}`
    await chat('--url', demoUrl, '--thread', thread, 'what is 10 + 10')
    const { stdout } = await chat('--url', demoUrl, '--thread', thread, 'times 7')
    expect(stdout).toContain('140')
  })

  test('a failure in plain words, and an exit code that says so', async () => {
    const failed = await chat('--url', modelUrl, 'Nobody home? [fault:401]').catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('The model provider did not accept the key.') })
    const absent = await chat('--url', 'http://localhost:9', 'Hello?').catch((error: unknown) => error)
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('Start it with npm start') })
  })
})
