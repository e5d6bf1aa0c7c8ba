import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestFrom,
  type ServerResponse,
} from 'node:http'
import { extname, join } from 'node:path'
import { listen } from '@/tests/support/listen'
import { type BuiltFunction, type Functions, type Instance, startInstance } from './functions'
import { byPhase, matchRoute, type Phase, type Route } from './routes'

export type Host = {
  url: string
  /** What all instances wrote to their logs. */
  printed(): string
  close(): Promise<void>
}

type Settings = {
  /** The folder in which `vercel build` was run. */
  app: string
  functions: Functions
  env: Record<string, string>
  /** How many processes of each function there are. */
  instances: number
}

/**
 * What Vercel does with a build output: files and routes by its `config.json`, the middleware before them, and each function as
 * several processes, of which each takes the next request, so that no two in a row meet the same memory.
 */
export async function openHost({ app, functions, env, instances }: Settings): Promise<Host> {
  const running = new Map<BuiltFunction, Instance[]>()
  await Promise.all(
    functions.all
      // Kept for errors and prefetches that this app has not.
      .filter(({ name }) => !name.startsWith('_global-error'))
      .map(async (built) => {
        const started = await Promise.all(Array.from({ length: instances }, () => startInstance(built, env)))
        running.set(built, started)
      }),
  )
  let turn = 0
  const portFor = (path: string): number | undefined => {
    const built = functions.byPath.get(path)
    const processes = built && running.get(built)
    turn += 1
    return processes?.[turn % processes.length]?.port
  }
  const router = new Router(join(app, '.vercel/output'), portFor)
  const server = createServer((request, response) => {
    router.answer(request, response).catch((error) => response.destroy(error instanceof Error ? error : undefined))
  })
  const port = await listen(server)
  const all = () => [...running.values()].flat()
  return {
    url: `http://localhost:${port}`,
    printed: () =>
      all()
        .map((each) => each.printed())
        .join(''),
    close: async () => {
      await new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      })
      await Promise.all(all().map((each) => each.end()))
    },
  }
}

/** A request on its way through the routes. */
type Asked = {
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  answerHeaders: [string, string][]
  status?: number
}

class Router {
  readonly #static: string
  readonly #phases: Map<Phase, Route[]>
  readonly #types: Record<string, { contentType?: string }>
  readonly #portFor: (path: string) => number | undefined

  constructor(output: string, portFor: (path: string) => number | undefined) {
    const { routes, overrides } = JSON.parse(readFileSync(join(output, 'config.json'), 'utf8'))
    this.#static = join(output, 'static')
    this.#phases = byPhase(routes)
    this.#types = overrides
    this.#portFor = portFor
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    const host = request.headers.host ?? ''
    const headers = { ...request.headers, 'x-forwarded-host': host, 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' }
    const asked: Asked = { path: pathname, query: searchParams, headers, answerHeaders: [] }
    for (const route of this.#phases.get('start') ?? []) {
      const found = matchRoute(route, asked.path, asked.headers)
      if (!found) continue
      if (found.middlewarePath !== undefined) {
        if (await this.#runMiddleware(found.middlewarePath, asked, request, response)) return
        continue
      }
      apply(found, asked)
      if (asked.answerHeaders.some(([name]) => name.toLowerCase() === 'location')) break
      if (!found.continue) break
    }
    if (asked.answerHeaders.some(([name]) => name.toLowerCase() === 'location')) {
      response.writeHead(asked.status ?? 307, asked.answerHeaders.flat())
      response.end()
      return
    }
    if (this.#serve(asked, request, response)) return
    for (const phase of ['filesystem', 'miss', 'rewrite', 'resource'] as const) {
      for (const route of this.#phases.get(phase) ?? []) {
        const found = matchRoute(route, asked.path, asked.headers)
        if (!found) continue
        apply(found, asked)
        if (found.dest !== undefined && this.#serve(asked, request, response)) return
        if (!found.continue) break
      }
    }
    const [lost] = this.#phases.get('error') ?? []
    if (lost) apply(lost, asked)
    if (!this.#serve(asked, request, response)) response.writeHead(404).end()
  }

  /** True where the middleware has answered itself. */
  #runMiddleware(path: string, asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const port = this.#portFor(path.slice(1))
    if (port === undefined) throw new Error('There is no middleware.')
    return new Promise((resolve, reject) => {
      const { method } = request
      const call = requestFrom({ host: '127.0.0.1', port, method, path: request.url, headers: asked.headers }, (answer) => {
        const { headers } = answer
        if (headers['x-middleware-next'] !== '1') {
          response.writeHead(answer.statusCode ?? 502, headers)
          answer.pipe(response)
          resolve(true)
          return
        }
        answer.resume()
        for (const name of String(headers['x-middleware-override-headers'] ?? '').split(',')) {
          const value = headers[`x-middleware-request-${name}`]
          if (value !== undefined) asked.headers[name] = value
        }
        for (const [name, value] of Object.entries(headers)) {
          if (name.startsWith('x-middleware-') || ofConnection.has(name)) continue
          for (const each of [value ?? []].flat()) asked.answerHeaders.push([name, each])
        }
        resolve(false)
      })
      call.once('error', reject)
      call.end()
    })
  }

  /** The file, or the function, at this path. False where there is neither. */
  #serve(asked: Asked, request: IncomingMessage, response: ServerResponse): boolean {
    const path = decodeURIComponent(asked.path).slice(1) || 'index'
    const file = join(this.#static, path)
    if (existsSync(file) && statSync(file).isFile()) {
      const { contentType = types[extname(file)] ?? 'application/octet-stream' } = this.#types[path] ?? {}
      const hit = (this.#phases.get('hit') ?? []).flatMap((route) => {
        const { headers = {} } = matchRoute(route, asked.path, asked.headers) ?? {}
        return Object.entries(headers)
      })
      response.writeHead(asked.status ?? 200, [...asked.answerHeaders, ...hit, ['content-type', contentType]].flat())
      createReadStream(file).pipe(response)
      return true
    }
    const port = this.#portFor(path)
    if (port === undefined) return false
    this.#pass(port, path, asked, request, response)
    return true
  }

  #pass(port: number, path: string, asked: Asked, request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://host')
    const query = asked.query.size > 0 ? `?${asked.query}` : ''
    const headers = { ...asked.headers, 'x-matched-path': path === 'index' ? '/' : `/${path}` }
    const { method } = request
    const passed = requestFrom({ host: '127.0.0.1', port, method, path: `${pathname}${query}`, headers }, (answer) => {
      for (const [name, value] of asked.answerHeaders) response.appendHeader(name, value)
      for (const [name, value] of Object.entries(answer.headers)) {
        if (value === undefined || name.startsWith('x-middleware-')) continue
        if (name === 'set-cookie') for (const cookie of [value].flat()) response.appendHeader(name, cookie)
        else response.setHeader(name, value)
      }
      response.writeHead(asked.status ?? answer.statusCode ?? 502)
      response.flushHeaders()
      answer.pipe(response)
      answer.once('error', () => response.destroy())
    })
    passed.once('error', () => response.destroy())
    response.once('close', () => passed.destroy())
    request.pipe(passed)
  }
}

function apply({ dest, status, headers = {} }: Route, asked: Asked): void {
  if (dest !== undefined) {
    const { pathname, searchParams } = new URL(dest, 'http://host')
    asked.path = pathname
    for (const [name, value] of searchParams) asked.query.set(name, value)
  }
  if (status !== undefined) asked.status = status
  asked.answerHeaders.push(...Object.entries(headers))
}

const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'])

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
}
