import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { startHttpServer } from './http-server'
import { passOn } from './proxy'

/** How it answers: as OpenAI does, with numbers whatever is asked for, or in one of the ways in which servers fail. */
export type EmbeddingsManner =
  | 'base64'
  | 'numbers'
  | 'refuses base64'
  | 'reversed'
  | 'error'
  | 'silent'
  | 'garbage'
  | 'one missing'
  | 'reads little'
  | 'takes few'
  | 'refuses cats'
  | 'refuses all'

export type EmbeddingsServer = {
  /** The base address, with `/v1`. */
  url: string
  /** What it was asked: the texts of each request, its headers, and whether it wanted base64. */
  requests: { texts: string[]; model: string; authorization: string; wantsBase64: boolean }[]
  manner: EmbeddingsManner
  /** How many numbers a vector has. */
  size: number
  close(): Promise<void>
}

/** Each subject is a direction: texts about the same one are near each other, whatever their words are. */
const subjects = [/cost|price|budget|expens|pay|euro|money/gi, /rain|weather|storm|snow|cloud/gi, /dog|cat|animal|pet\b/gi]

const toVector = (words: string, size: number): number[] => {
  const counts = subjects.map((subject) => (words.match(subject) ?? []).length)
  return Array.from({ length: size }, (_, index) => (counts[index] ?? 0) + (index === size - 1 ? 0.1 : 0))
}

/** A real server that speaks OpenAI's `/v1/embeddings`, and passes everything else on to a port. */
export async function startEmbeddingsServer(others?: number): Promise<EmbeddingsServer> {
  const requests: EmbeddingsServer['requests'] = []
  const server: Pick<EmbeddingsServer, 'manner' | 'size'> = { manner: 'base64', size: 8 }
  const { url, close } = await startHttpServer((request, response) => {
    if (request.url === '/v1/embeddings') void answer(request, response)
    else if (others === undefined) response.writeHead(404).end()
    else passOn(request, response, { hostname: '127.0.0.1', port: others })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { input, model, encoding_format } = JSON.parse(await text(request))
    const texts: string[] = [input].flat()
    const wantsBase64 = encoding_format === 'base64'
    requests.push({ texts, model, authorization: request.headers.authorization ?? '', wantsBase64 })
    const { manner, size } = server
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (manner === 'silent') return
    if (manner === 'error') say(500, { error: { message: 'The model crashed.' } })
    else if (manner === 'garbage') say(200, { error: 'No model is loaded.' })
    else if (manner === 'reads little' && texts.some(({ length }) => length > 400))
      say(400, { error: { message: 'input (512 tokens) is too large to process. increase the physical batch size' } })
    else if (manner === 'takes few' && texts.length > 10)
      say(422, { error: { message: 'batch size 32 > maximum allowed batch size 10' } })
    else if (manner === 'refuses all' || (manner === 'refuses cats' && texts.some((each) => each.includes('cat'))))
      say(400, { error: { message: 'This input is not allowed.' } })
    else if (manner === 'refuses base64' && wantsBase64) say(400, { error: { message: 'encoding_format must be "float".' } })
    else {
      const data = texts.map((each, index) => {
        const vector = toVector(each, size)
        const isBase64 = wantsBase64 && manner !== 'numbers'
        return {
          object: 'embedding',
          index,
          embedding: isBase64 ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector,
        }
      })
      say(200, {
        object: 'list',
        model,
        data: manner === 'reversed' ? data.reverse() : manner === 'one missing' ? data.slice(1) : data,
      })
    }
  }
  return Object.assign(server, { url: `${url}/v1`, requests, close })
}
