import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import type { RunEvent } from '@/lib/protocol/event'
import { decodeSse, sseHeaders } from '@/lib/protocol/sse'
import type { RunLog } from '@/lib/run-log/run-log'
import { toStream } from '@/lib/run-log/to-stream'
import { startRun } from './demo'

/** The server: `POST /` starts a run, `GET /<id>` joins it, and both answer with its log from where the reader is. */
const runs = new Map<string, RunLog>()
const server = createServer((request, response) => {
  const log = request.method === 'POST' ? startRun('Take 10 plus 10, then multiply by 7') : runs.get(request.url?.slice(1) ?? '')
  if (!log) return response.writeHead(404).end()
  runs.set(log.runId, log)
  response.writeHead(200, { ...sseHeaders, 'x-run-id': log.runId })
  const after = Number(request.headers['last-event-id'] ?? 0)
  // A reader that hangs up ends the pipeline, and so drops its cursor. The run goes on.
  return pipeline(toStream(log, { after }), response, () => {})
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** The client: reads frames, and remembers the number of the last one. */
let lastEventId = '0'
async function read(response: Response, until?: RunEvent['type']): Promise<void> {
  if (!response.body) throw new Error(`The server answered ${response.status} without a body.`)
  for await (const { id = lastEventId, data } of decodeSse(response.body)) {
    lastEventId = id
    const event: RunEvent = JSON.parse(data)
    console.log(`id ${id.padStart(3)}  ${event.type}`)
    if (event.type === until) return
  }
}

const first = await fetch(url, { method: 'POST' })
await read(first, 'TOOL_CALL_RESULT')
console.log(`\n  … the line breaks here, after event ${lastEventId} …\n`)
await read(await fetch(`${url}/${first.headers.get('x-run-id')}`, { headers: { 'last-event-id': lastEventId } }))
server.close()
server.closeAllConnections()
