import { readdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { listen } from './listen'
import { setUpApp } from './set-up-app'

export type ServedApp = { url: string; close(): Promise<void> }

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response> | Response
type Route = { segments: string[]; file: string }

const folder = resolve('app/api')
/** The folder of what is no route. */
const anything = '[[...path]]'

/** The routes of the API as their files say, the more exact before the less. */
const routes: Route[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts'))
  .map((file) => ({ file: `${folder}/${file}`, segments: file.split('/').slice(0, -1) }))
  .sort((one, other) => exactness(other) - exactness(one))

/**
 * The API in this process behind a real server on a free port, for clients that speak HTTP: see `setUpApp`. It needs no
 * build; pages, the proxy and what Next does with a path are for the browser tests.
 */
export async function serveApp(environment: Record<string, string>): Promise<ServedApp> {
  const { close } = setUpApp(environment)
  // Not in the time of the first test that asks.
  await Promise.all(routes.map(({ file }) => import(file)))
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
      await close()
    },
  }
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = 'GET' } = incoming
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
  const found = findRoute(url.pathname.split('/').slice(2))
  if (!found) return void outgoing.writeHead(404).end()
  const module: Record<string, Handler | undefined> = await import(found.file)
  const handler = module[method] ?? (method === 'HEAD' ? module['GET'] : undefined)
  if (!handler) return void outgoing.writeHead(405).end()
  const left = new AbortController()
  outgoing.once('close', () => left.abort())
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
  const request = new Request(url, {
    method,
    headers,
    signal: left.signal,
    ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: 'half' as const }),
  })
  const response = await handler(request, { params: Promise.resolve(found.params) })
  outgoing.writeHead(response.status, [...response.headers].flat())
  if (!response.body) return void outgoing.end()
  outgoing.flushHeaders()
  // A client that hangs up breaks the pipe, which cancels the stream: so does Next.
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing).catch(() => undefined)
}

function findRoute(path: string[]): { file: string; params: Record<string, string> } | undefined {
  for (const { segments, file } of routes) {
    if (segments[0] === anything) return { file, params: {} }
    if (path.length !== segments.length) continue
    const params: Record<string, string> = {}
    const fits = segments.every((segment, index) => {
      const name = /^\[(\w+)\]$/.exec(segment)?.[1]
      if (name !== undefined) params[name] = path[index] ?? ''
      return name !== undefined || segment === path[index]
    })
    if (fits) return { file, params }
  }
  return undefined
}

function exactness({ segments }: Route): number {
  return segments[0] === anything ? -1 : segments.filter((segment) => !segment.startsWith('[')).length
}
