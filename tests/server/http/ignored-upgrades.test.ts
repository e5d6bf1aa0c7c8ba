import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ignoreUpgrades } from '@/lib/server/http/ignored-upgrades'
import { listen } from '@/tests/support/listen'

test('who would rather speak another protocol is answered in this one', async () => {
  ignoreUpgrades()
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`))
  // As Next does.
  server.on('upgrade', (_request, socket) => socket.end())
  const port = await listen(server)
  const ask = async (headers: string) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    socket.write(`POST /here HTTP/1.1\r\nHost: app.test\r\n${headers}Content-Length: 2\r\n\r\n{}`)
    await once(socket, 'data')
    socket.destroy()
    return text
  }
  // The first request of all.
  expect(await ask('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n')).toMatch(
    /^HTTP\/1.1 200[\s\S]*POST \/here$/,
  )
  expect(await ask('')).toMatch(/^HTTP\/1.1 200[\s\S]*POST \/here$/)
  server.close()
  server.closeAllConnections()
})
