import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { subscribeOnce } from './subscribe-once'

/**
 * Answers a request that would rather speak another protocol (`Upgrade: h2c`, as `curl --http2` and clients in Java send on plain http)
 * in this one, as HTTP asks for where none is changed to. Next closes the connection without a word: it listens to such requests for the sake of
 * development, where this is not called.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-upgrade
 */
export function ignoreUpgrades(): void {
  // Before anything of a request is read, Node asks whether anybody listens.
  subscribeOnce('ignoreUpgrades', 'net.server.socket', (message) => {
    const { socket } = message as { socket: Socket & { server?: EventEmitter } }
    socket.server?.removeAllListeners('upgrade')
  })
}
