import { afterEach } from 'vitest'
import { type HttpServer, startHttpServer } from './http-server'

/** Starts servers for the tests of a file, and ends each with the test that has started it. */
export function httpServers(): typeof startHttpServer {
  const open: HttpServer[] = []
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close()
  })
  return async (...options) => {
    const server = await startHttpServer(...options)
    open.push(server)
    return server
  }
}
