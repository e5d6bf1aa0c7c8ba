import { request as ask } from 'node:http'
import { startHttpServer } from './http-server'
import { startUpstream, type Upstream } from './upstream'

/** The test model behind a key, as a provider has it: who shows another is refused, with the wrong key repeated, as OpenAI does. */
export type KeyedUpstream = {
  url: string
  port: number
  model: Upstream
  asked: string[]
  revoke(): void
  close(): Promise<void>
}

export async function startKeyedUpstream(key: string): Promise<KeyedUpstream> {
  const model = await startUpstream()
  let accepted: string | undefined = `Bearer ${key}`
  const front = await startHttpServer((request, response) => {
    const shown = request.headers.authorization ?? ''
    if (shown !== accepted) {
      const message = `Incorrect key provided: ${shown.replace('Bearer ', '')}. You can find your key at https://example.com.`
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }))
      return
    }
    const { method, url, headers } = request
    const passed = ask({ port: model.port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    request.pipe(passed)
  })
  return {
    url: front.url,
    port: front.port,
    model,
    asked: front.asked,
    revoke: () => {
      accepted = undefined
    },
    close: async () => void (await Promise.all([front.close(), model.close()])),
  }
}
