import { request } from 'node:http'

export type Streamed = {
  /** From the request to the first frame with data. */
  firstEventMs: number
  /** Of each token: from the moment the upstream wrote it to the moment it was here. */
  latenciesMs: number[]
}

const stamp = /\bt(\d{9,})\b/g

/** Sends one POST and reads the stream to its end, as lean as it can be: the reader must not be what is measured. */
export const readStream = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Streamed> =>
  new Promise((resolve, reject) => {
    const latenciesMs: number[] = []
    let firstEventMs: number | undefined
    let tail = ''
    const startedAt = now()
    const own = { ...headers, 'content-type': 'application/json' }
    const sent = request(url, { method: 'POST', headers: own, agent: false }, (response) => {
      response.setEncoding('latin1')
      response.on('data', (chunk: string) => {
        const at = now()
        const text = tail + chunk
        const end = text.lastIndexOf('\n') + 1
        tail = text.slice(end)
        const lines = text.slice(0, end)
        if (firstEventMs === undefined && lines.includes('data:')) firstEventMs = at - startedAt
        for (const [, micros] of lines.matchAll(stamp)) latenciesMs.push(at - Number(micros) / 1000)
      })
      response.once('end', () => {
        if (response.statusCode === 200 && firstEventMs !== undefined) resolve({ firstEventMs, latenciesMs })
        else reject(new Error(`${url} answered ${response.statusCode}: ${tail.slice(0, 300)}`))
      })
      response.once('error', reject)
    })
    sent.once('error', reject)
    sent.setNoDelay(true)
    sent.end(JSON.stringify(body))
  })

/** Milliseconds of the machine's monotonic clock, the same in every process. */
const now = (): number => Number(process.hrtime.bigint() / 1000n) / 1000

/** `share` of 0.99: 99 of 100 were no higher. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
