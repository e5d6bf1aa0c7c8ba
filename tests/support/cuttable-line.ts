import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
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
  /** Lets what contains these words not through, until `mend`. Resolves when that has been said for the first time. */
  holdAt(words: string): Promise<void>
  close(): void
}

/** A line to a server on this machine that a test can cut, as a network does. */
export async function openCuttableLine(to: number): Promise<CuttableLine> {
  const sockets = new Set<Socket>()
  let isCut = false
  let held: { words: string; onHeld: () => void } | undefined
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(to, '127.0.0.1')
    const listening = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (!held || !chunk.includes(held.words)) return done(null, chunk)
        held.onHeld()
        done()
      },
    })
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    near.pipe(listening).pipe(far)
    far.pipe(near)
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
      held = undefined
    },
    hold() {
      for (const socket of sockets) socket.unpipe().pause()
    },
    holdAt(words) {
      return new Promise((resolve) => {
        held = { words, onHeld: resolve }
      })
    },
    close() {
      breakAll()
      server.close()
    },
  }
}
