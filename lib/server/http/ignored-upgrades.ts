import { subscribe } from 'node:diagnostics_channel'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/**
 * Answers a request that would rather speak another protocol (`Upgrade: h2c`, as `curl --http2` and clients in Java send on plain http)
 * in this one, as HTTP asks for where none is changed to. Next closes the connection without a word: it listens to such requests for the sake of
 * development, where this is not called.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-upgrade
 */
export function ignoreUpgrades(): void {
  if (holder.ignoresUpgrades) return
  holder.ignoresUpgrades = true
  // Before anything of a request is read, Node asks whether anybody listens.
  subscribe('net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: EventEmitter } }
    socket.server?.removeAllListeners('upgrade')
  })
}

const holder: typeof globalThis & { ignoresUpgrades?: boolean } = globalThis
