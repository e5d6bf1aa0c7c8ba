import { createServer, request as requestFrom } from 'node:http'
import { listen } from './listen'

export type Instances = { url: string; close(): Promise<void> }

/**
 * One address before several instances of the app, as a serverless host has it: each request goes to the next one, so
 * that no two in a row meet the same memory.
 */
export async function openInstances(apps: readonly { port: number }[]): Promise<Instances> {
  let turn = 0
  const server = createServer((request, response) => {
    const app = apps[turn % apps.length]
    turn += 1
    const { method, url, headers } = request
    const passed = requestFrom({ host: '127.0.0.1', port: app?.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
      answer.once('error', () => response.destroy())
    })
    passed.once('error', () => response.destroy())
    response.once('close', () => passed.destroy())
    request.pipe(passed)
  })
  const port = await listen(server)
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
