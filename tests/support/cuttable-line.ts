import { connect, createServer, type Socket } from 'node:net'
import { listen } from './listen'

export type CuttableLine = {
  port: number
  /** For a browser, as its address. */
  url: string
  /** Breaks every connection, and takes no new one until `mend`. */
  cut(): void
  mend(): void
  /** Lets nothing through any more, and breaks nothing. */
  hold(): void
  close(): void
}

/** A line to a server on this machine that a test can cut, as a network does. */
export async function openCuttableLine(to: number): Promise<CuttableLine> {
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
  const port = await listen(server)
  return {
    port,
    url: `http://localhost:${port}`,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    hold() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    close() {
      breakAll()
      server.close()
    },
  }
}
