import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeToNodeResponse } from 'next/dist/server/pipe-readable'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { MessageId, RunEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { RunLog } from '@/lib/run-log/run-log'
import { toStream } from '@/lib/run-log/to-stream'
import { closeStalledSockets } from '@/lib/server/http/stalled-sockets'
import { deferred } from '@/tests/support/deferred'

const maxSilentMs = 400
beforeAll(() => closeStalledSockets(maxSilentMs))

const messageId = 'text-1' as MessageId
const ids = { threadId: 'thread-1' as ThreadId, runId: 'run-1' as RunId }
const text = (delta: string): RunEvent => ({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta })

/** Far more than the buffers of a socket hold. */
const hugeChars = 48 * 1024 * 1024

function newLog(): RunLog {
  const log = new RunLog({ runId: ids.runId, journal: { add: (same, entry) => same.markSafe(entry.seq) }, now: () => 0 })
  log.append({
    type: 'RUN_STARTED',
    ...ids,
    protocolVersion: '1.0',
    input: { ...ids, messages: [{ id: messageId, role: 'user', content: 'Hi' }], tools: [], context: [] },
    metadata: { model: { id: 'demo', label: 'Demo' }, deadlineMs: 1000, outlivesConnection: true },
  })
  log.append({ type: 'TEXT_MESSAGE_START', messageId, role: 'assistant', metadata: { kind: 'answer' } })
  return log
}

let server: Server | undefined
let socket: Socket | undefined
afterEach(() => {
  socket?.destroy()
  server?.closeAllConnections()
  server?.close()
})

/** A log served as the app serves it, by Next's own pipe, to a client that is a bare socket. */
async function reader(log: RunLog, keepAliveMs: number) {
  const gone = deferred()
  server = createServer((_request, response) => {
    void pipeToNodeResponse(toStream(log, { after: 0, keepAliveMs, onOpen: () => () => gone.resolve() }), response).catch(
      () => undefined,
    )
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket = client
  client.on('error', () => undefined)
  client.write('GET / HTTP/1.1\r\nHost: app.test\r\n\r\n')
  await new Promise((resolve) => client.once('data', resolve))
  return { client, gone: gone.promise }
}

test('a reader that stalls on one huge event is let go, and its socket is closed', async () => {
  const log = newLog()
  const { client, gone } = await reader(log, 15_000)
  client.pause()
  log.append(text('x'.repeat(hugeChars)))
  await gone
  const closed = new Promise((resolve) => client.once('close', resolve))
  client.resume()
  await closed
})

test('a reader that is slow but reads on gets the whole of it', async () => {
  const log = newLog()
  const { client, gone } = await reader(log, 300)
  let received = 0
  client.on('data', (data) => (received += data.byteLength))
  let isGone = false
  void gone.then(() => (isGone = true))
  log.append(text('x'.repeat(hugeChars)))
  const startedAt = performance.now()
  while (received < hugeChars) {
    client.pause()
    await pause(maxSilentMs / 4)
    const before = received
    client.resume()
    while (received === before) await pause(1)
    if (isGone) break
    // Once it has lasted several times the limit, the rest may come at once.
    if (performance.now() - startedAt > maxSilentMs * 4) break
  }
  expect(isGone).toBe(false)
  client.resume()
  while (received < hugeChars) await pause(5)
})

test('a stream that has nothing to say for longer than that stays', async () => {
  const log = newLog()
  const { client, gone } = await reader(log, 300)
  let isGone = false
  void gone.then(() => (isGone = true))
  await pause(maxSilentMs * 3)
  expect(isGone).toBe(false)
  const heard = new Promise<string>((resolve) =>
    client.on('data', (data) => String(data).includes('later') && resolve(String(data))),
  )
  log.append(text('later'))
  expect(await heard).toContain('later')
})
