import type { Server } from 'node:net'

/** Starts a server on a free port of this machine and says which. Rejects where it cannot listen. */
export const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(address.port)
      else reject(new Error('No port'))
    })
  })
