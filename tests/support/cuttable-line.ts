import { connect, createServer, type Socket } from 'node:net'

export type CuttableLine = {
  port: number
  /** Breaks every connection, and takes no new one until `mend`. */
  cut(): void
  mend(): void
  close(): void
}

/** A line to a server on this machine that a test can cut, as a network does. */
export function openCuttableLine(to: number): Promise<CuttableLine> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  const breakAll = () => {
    for (const socket of [...sockets]) socket.destroy()
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = address && typeof address === 'object' ? address.port : 0
      resolve({
        port,
        cut() {
          isCut = true
          breakAll()
        },
        mend() {
          isCut = false
        },
        close() {
          breakAll()
          server.close()
        },
      })
    })
  })
}
