import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'

/**
 * One instance of a function of Vercel's build output, as a process of its own: `node function.mjs <folder> <settings>`. It sees
 * only what is in its folder. It tells its parent its port, and ends with it.
 */
const [folder = '', text = '{}'] = process.argv.slice(2)
const { handler, useWebApi } = JSON.parse(text)

/** What `waitUntil` was given goes on after the answer, as on the host. */
globalThis[Symbol.for('@vercel/request-context')] = {
  get: () => ({ waitUntil: (promise) => void Promise.resolve(promise).catch(() => undefined) }),
}

const path = join(folder, handler)
const loaded = createRequire(pathToFileURL(path))(path)
const listener = useWebApi ? (request, response) => void answerWeb(request, response) : ((await loaded).default ?? (await loaded))

/** The middleware takes a `Request` and gives a `Response`. */
async function answerWeb(request, response) {
  const { method = 'GET', url, headers } = request
  const fetchHeaders = new Headers()
  for (const [name, value] of Object.entries(headers)) for (const each of [value ?? []].flat()) fetchHeaders.append(name, each)
  const answer = await loaded(new Request(new URL(url, `http://${headers.host}`), { method, headers: fetchHeaders }))
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.setHeader(name, value)
  const cookies = answer.headers.getSetCookie()
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.statusCode = answer.status
  if (answer.body) Readable.fromWeb(answer.body).pipe(response)
  else response.end()
}

const server = createServer(listener)
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }))
process.once('disconnect', () => process.exit())
