import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { setConnectionTimes } from '@/lib/server/http/connection-times'
import { listen } from '@/tests/support/listen'

test('a connection is kept for longer than a proxy keeps it, and a request may take as long as a slow file needs', async () => {
  setConnectionTimes()
  const server = createServer((_request, response) => response.end('Hello'))
  const port = await listen(server)
  // The app itself is asked whether it is ready before anybody else asks it.
  await fetch(`http://127.0.0.1:${port}`)
  const response = await fetch(`http://127.0.0.1:${port}`)
  expect(response.headers.get('keep-alive')).toBe('timeout=75')
  expect(server.requestTimeout).toBeGreaterThan(600_000)
  server.closeAllConnections()
  server.close()
})
