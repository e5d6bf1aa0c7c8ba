import type { ServerResponse } from 'node:http'
import { openProxy, type ProxyServer } from './proxy'

/**
 * A proxy as some are set up: headers pass at once, bodies are held back and passed on every `flushMs`, or when they are
 * over.
 */
export const openBufferingProxy = (app: URL, flushMs: number): Promise<ProxyServer> =>
  openProxy(
    () => app,
    (answer, response) => {
      response.flushHeaders()
      const held = holdBack(response, flushMs)
      answer.on('data', held.add)
      answer.once('end', held.end)
    },
  )

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
