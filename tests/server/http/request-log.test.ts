import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '@/lib/protocol/error'
import { logError, logRun } from '@/lib/server/http/request-log'

afterEach(() => vi.restoreAllMocks())

test('the words of a provider are not obeyed by the terminal that the log is read in', () => {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  const hostile = 'bad\u001b]0;owned\u0007\u009b2J\u202e key'
  logRun('run-1', new AppError('model-refused', { message: hostile, cause: new Error(hostile) }), 'AB12')
  logError(new Error(hostile), 'CD34')
  expect(lines.join('')).toContain('owned')
  for (const code of ['\u001b', '\u0007', '\u009b', '\u202e']) expect(lines.join('')).not.toContain(code)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ run: 'run-1', message: hostile })
})
