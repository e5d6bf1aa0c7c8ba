import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RouteHandler } from '@/lib/server/http/handle'
import { setUpApp } from '@/tests/support/set-up-app'

/** What may change something, of every route that there is: who adds one is held to the same. */
const mutating = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const files = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)route\.\w+$/.test(file))
  .map((file) => `app/${file}`)

let close: () => Promise<void>
beforeAll(() => {
  ;({ close } = setUpApp({}))
})
afterAll(() => close())

type Route = { method: string; path: string; handler: (request: Request, context: unknown) => Promise<Response> }

async function routesOf(file: string): Promise<Route[]> {
  const module: Record<string, Route['handler'] | undefined> = await import(/* @vite-ignore */ `../../../${file}`)
  const path = `/${file.split('/').slice(1, -1).join('/')}`
  return mutating.flatMap((method) => {
    const handler = module[method]
    return handler ? [{ method, path, handler }] : []
  })
}

const ask = ({ method, path, handler }: Route, headers: Record<string, string>) => {
  const names = [...path.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name)
  const request = new Request(`http://app.test${path.replaceAll(/\[+[.\w]+\]+/g, 'x')}`, {
    method,
    headers: { host: 'app.test', 'content-type': 'application/json', ...headers },
    body: '{}',
  })
  return handler(request, { params: Promise.resolve(Object.fromEntries(names.map((name) => [name, 'x'.repeat(22)]))) })
}

const isHandled = (handler: Route['handler']): handler is Route['handler'] & RouteHandler => 'route' in handler

test('there are routes, and some of them change something', async () => {
  const routes = (await Promise.all(files.map(routesOf))).flat()
  expect(routes.filter(({ handler }) => isHandled(handler)).length).toBeGreaterThan(8)
})

describe.each(files)('%s', (file) => {
  test('what changes something is made by `handle`, under its own name, and the rest is refused', async () => {
    for (const route of await routesOf(file)) {
      const pattern = route.path.replaceAll(/\[\w+\]/g, ':id')
      if (isHandled(route.handler)) expect(route.handler.route).toBe(`${route.method} ${pattern}`)
      else expect([route.method, [404, 405].includes((await ask(route, {})).status)]).toEqual([route.method, true])
    }
  })

  test.each([
    ['by its Origin', { origin: 'https://evil.test' }],
    ['by the word of its browser', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('a page of another site changes nothing: %s', async (_title, headers) => {
    for (const route of await routesOf(file)) {
      const response = await ask(route, headers)
      const codes = isHandled(route.handler) ? ['forbidden'] : ['wrong-method', 'not-found']
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      expect(response.headers.has('set-cookie')).toBe(false)
      expect(codes).toContain(((await response.json()) as { code: string }).code)
    }
  })
})
