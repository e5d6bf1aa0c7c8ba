import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A process that writes lines without end, and on SIGTERM says how many of its errors nobody handled. */
const program = `
  import { outliveClosedOutput } from './lib/server/closed-output.ts'
  let uncaught = 0
  process.on('uncaughtException', () => { uncaught += 1 })
  if (process.argv.includes('outlive')) outliveClosedOutput()
  process.on('SIGTERM', () => process.exit(Math.min(uncaught, 100)))
  setInterval(() => { console.log('a line'); console.error('another'); process.send?.(uncaught) }, 5)
`

const uncaughtAfterClosing = async (...args: string[]): Promise<number | null> => {
  const command = ['--import', 'tsx', '--input-type=module', '-e', program, ...args]
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('No output.')
  await Promise.all([once(stdout, 'data'), once(stderr, 'data')])
  stdout.destroy()
  stderr.destroy()
  for (let messages = 0; messages < 20; messages += 1) await once(child, 'message')
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

test('output that nobody reads any more is no error', { timeout: 60_000 }, async () => {
  expect(await uncaughtAfterClosing()).toBeGreaterThan(0)
  expect(await uncaughtAfterClosing('--', 'outlive')).toBe(0)
})
