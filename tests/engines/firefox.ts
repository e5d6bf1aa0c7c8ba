import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'undici'
import { type Engine, Missing } from './engine'
import { findProgram } from './programs'

type Answer = { id?: number; type: 'success' | 'error' | 'event'; result?: unknown; error?: string; message?: string }

/**
 * Firefox, by WebDriver BiDi, which it speaks itself.
 * @see https://www.w3.org/TR/webdriver-bidi/
 */
export const openFirefox = async (): Promise<Engine> => {
  const program = process.env['FIREFOX_PATH'] ?? findProgram('firefox', 'firefox-esr')
  if (!program)
    throw new Missing('Firefox was not found: install it (Debian: `apt-get install firefox-esr`), or name it by FIREFOX_PATH.')
  const profile = mkdtempSync(join(tmpdir(), 'unfold-firefox-'))
  const child = spawn(program, ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const socket = new WebSocket(`${await addressOf(child)}/session`)
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const waiting = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer: Answer = JSON.parse(String(data))
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  let last = 0
  const ask = async <Result>(method: string, params: object = {}): Promise<Result> => {
    last += 1
    const id = last
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params }))
    const { type, result, error, message } = await answered
    waiting.delete(id)
    if (type === 'error') throw new Error(`${method}: ${error}, ${message}`)
    return result as Result
  }
  const { capabilities } = await ask<{ capabilities: { browserVersion: string } }>('session.new', { capabilities: {} })
  const { contexts } = await ask<{ contexts: { context: string }[] }>('browsingContext.getTree')
  const context = contexts[0]?.context
  return {
    name: `Firefox ${capabilities.browserVersion}`,
    go: async (url) => void (await ask('browsingContext.navigate', { context, url, wait: 'complete' })),
    evaluate: async <Value>(expression: string): Promise<Value> => {
      const { result } = await ask<{ result: { value?: string } }>('script.evaluate', {
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
      })
      return JSON.parse(result.value ?? 'null')
    },
    perform: async (actions) => void (await ask('input.performActions', { context, actions })),
    close: async () => {
      socket.close()
      child.kill('SIGKILL')
      await once(child, 'exit')
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const addressOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(printed)?.[1]
      if (address) resolve(address)
    })
    child.once('exit', () => reject(new Error(`Firefox ended by itself:\n${printed}`)))
  })
