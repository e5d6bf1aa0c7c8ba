import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { listen } from './listen'

/** A real HTTP server on a free port of this machine, and what it was asked, in order: `GET /v1/models`. */
export type HttpServer = {
  port: number
  url: string
  asked: string[]
  requests: IncomingMessage[]
  close(): Promise<void>
}

export async function startHttpServer(answer: RequestListener, port = 0): Promise<HttpServer> {
  const asked: string[] = []
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    requests.push(request)
    answer(request, response)
  })
  const taken = port === 0 ? await listen(server) : await listenAt(server, port)
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    asked,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const listenAt = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(port))
  })

/** Answers `GET /v1/models` with these, and nothing else. */
export const listing =
  (...models: (string | { id: string })[]): RequestListener =>
  ({ url }, response) => {
    if (url !== '/v1/models') return response.writeHead(404).end()
    const data = models.map((model) => ({ object: 'model', ...(typeof model === 'string' ? { id: model } : model) }))
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data }))
  }
