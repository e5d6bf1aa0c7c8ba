import { createServer, type IncomingMessage, request as requestFrom, type ServerResponse } from 'node:http'
import { listen } from './listen'

export type ProxyServer = { url: string; close(): Promise<void> }

/** A proxy on this machine: each request goes on to where `findApp` says, and `pass` gives back what is answered, after its headers. */
export async function openProxy(
  findApp: () => { hostname: string; port: number | string },
  pass: (answer: IncomingMessage, response: ServerResponse) => void,
): Promise<ProxyServer> {
  const server = createServer((request, response) => passOn(request, response, findApp(), pass))
  const taken = await listen(server)
  return {
    url: `http://localhost:${taken}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

/** Asks another server the same, and answers with what it says. */
export function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  to: { hostname: string; port: number | string },
  pass = (answer: IncomingMessage, toWhom: ServerResponse): unknown => answer.pipe(toWhom),
): void {
  const { method, url, headers } = request
  // Not by `...to`: of a `URL` that is nothing.
  const passed = requestFrom({ hostname: to.hostname, port: to.port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    pass(answer, response)
    answer.once('error', () => response.destroy())
  })
  passed.once('error', () => response.destroy())
  response.once('close', () => passed.destroy())
  request.pipe(passed)
}
