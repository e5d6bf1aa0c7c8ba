import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type Engine, Missing } from './engine'
import { findProgram } from './programs'

/**
 * WebKit, by the WebDriver of WebKitGTK. It draws on a display; without one, on that of Xvfb.
 * @see https://www.w3.org/TR/webdriver2/
 */
export const openWebKit = async (): Promise<Engine> => {
  const driver = findProgram('WebKitWebDriver')
  const screen = process.env['DISPLAY'] ? undefined : findProgram('xvfb-run')
  if (!driver || (!process.env['DISPLAY'] && !screen))
    throw new Missing(
      'WebKit was not found: install its driver and a display (Debian: `apt-get install webkit2gtk-driver xvfb xauth`).',
    )
  const port = await freePort()
  const command = [...(screen ? [screen, '--auto-servernum'] : []), driver, `--port=${port}`]
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: 'ignore', detached: true })
  const ask = async <Value>(method: string, path: string, body?: object): Promise<Value> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body && { body: JSON.stringify(body) }) })
    const { value } = (await response.json()) as { value: Value & { error?: string; message?: string } }
    if (!response.ok) throw new Error(`${path}: ${value.error}, ${value.message}`)
    return value
  }
  const isUp = () =>
    ask('GET', '/status').then(
      () => true,
      () => false,
    )
  // The driver does not say when it listens, so it is asked until it answers or ends.
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`WebKitWebDriver ended by itself, with ${child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const options = { binary: process.env['WEBKIT_PATH'] ?? miniBrowser, args: ['--automation'] }
  const { sessionId, capabilities } = await ask<{ sessionId: string; capabilities: { browserVersion: string } }>(
    'POST',
    '/session',
    {
      capabilities: { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options } },
    },
  )
  const session = `/session/${sessionId}`
  return {
    name: `WebKit ${capabilities.browserVersion}`,
    go: (url) => ask('POST', `${session}/url`, { url }),
    evaluate: async <Value>(expression: string): Promise<Value> =>
      JSON.parse(
        await ask('POST', `${session}/execute/async`, {
          script: `const [done] = arguments; Promise.resolve(${expression}).then((value) => done(JSON.stringify(value ?? null)))`,
          args: [],
        }),
      ),
    perform: (actions) => ask('POST', `${session}/actions`, { actions }),
    close: async () => {
      await ask('DELETE', session).catch(() => undefined)
      // The driver, and the display around it.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Where Debian's `webkit2gtk-driver` puts it. */
const miniBrowser = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/webkit2gtk-4.1/MiniBrowser`

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
