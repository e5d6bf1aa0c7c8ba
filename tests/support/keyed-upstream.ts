import { startHttpServer } from './http-server'
import { passOn } from './proxy'
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
    passOn(request, response, { hostname: '127.0.0.1', port: model.port })
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
