import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'

const app = `require('node:http').createServer((_, response) => response.end()).listen(process.env.PORT, () => console.log('Ready in 0ms'))`

test('an app that a test has started ends with the process of that test, even if that is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-own-app-'))
  const server = join(folder, 'server.cjs')
  writeFileSync(server, app)
  const script = `
    import { startOwnApp } from './tests/e2e/own-app.ts'
    console.log((await startOwnApp({ server: ${JSON.stringify(server)}, cwd: '.' })).pid)`
  const worker = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
  try {
    const [printed] = await once(worker.stdout, 'data')
    const pid = Number(String(printed))
    const isThere = () => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    expect(isThere()).toBe(true)
    worker.kill('SIGKILL')
    await vi.waitFor(() => expect(isThere()).toBe(false))
  } finally {
    worker.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
})
