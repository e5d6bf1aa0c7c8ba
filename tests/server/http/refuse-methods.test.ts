import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedApp, serveApp } from '@/tests/support/served-app'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Each route, and the methods for which its file has a handler. */
const routes = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts') && !file.includes('[['))
  .map((file): [string, string[]] => {
    const text = readFileSync(`app/api/${file}`, 'utf8')
    const handled = methods.filter((method) => new RegExp(`^export const ${method} = `, 'm').test(text))
    return [`/api/${file.replace('/route.ts', '')}`, handled]
  })

let app: ServedApp
beforeAll(async () => {
  app = await serveApp({})
}, 60_000)
afterAll(() => app.close())

test.each(routes)('%s answers a method that it does not have with those that it has', async (route, handled) => {
  const has = methods.filter((method) => handled.includes(method) || (method === 'HEAD' && handled.includes('GET')))
  const allow = [...has, 'OPTIONS'].join(', ')
  for (const method of methods.filter((each) => !has.includes(each))) {
    const response = await fetch(app.url + route.replaceAll(/\[\w+\]/g, 'x'), { method })
    expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, allow])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    if (method !== 'HEAD') expect(await response.json()).toMatchObject({ status: 405, code: 'wrong-method' })
  }
  const options = await fetch(app.url + route.replaceAll(/\[\w+\]/g, 'x'), { method: 'OPTIONS' })
  expect(options.status).toBe(204)
})
