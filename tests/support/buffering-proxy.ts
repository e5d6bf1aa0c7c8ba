import { createServer, request as requestFrom, type ServerResponse } from 'node:http'
import { listen } from './listen'

export type BufferingProxy = { url: string; close(): Promise<void> }

/**
 * A proxy as some are set up: headers pass at once, bodies are held back and passed on every `flushMs`, or when they are
 * over.
 */
export async function openBufferingProxy(app: URL, flushMs: number): Promise<BufferingProxy> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request
    const passed = requestFrom({ host: app.hostname, port: app.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      response.flushHeaders()
      const held = holdBack(response, flushMs)
      answer.on('data', held.add)
      answer.once('end', held.end)
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

const holdBack = (response: ServerResponse, flushMs: number) => {
  const chunks: Buffer[] = []
  const flush = () => {
    if (chunks.length > 0) response.write(Buffer.concat(chunks.splice(0)))
  }
  const timer = setInterval(flush, flushMs)
  response.once('close', () => clearInterval(timer))
  return {
    add: (chunk: Buffer) => void chunks.push(chunk),
    end: () => {
      flush()
      response.end()
    },
  }
}
