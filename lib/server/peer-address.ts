import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/** The address of the socket that a request came by. Set by ourselves on every request, so a client cannot forge it. */
export const peerAddressHeader = 'x-peer-address'

/**
 * Route handlers do not see the socket, and `X-Forwarded-For` is what the client says if it says anything (Next fills it in
 * only when it is absent). Node announces each request before the server handles it: there it gets its true address.
 */
export function stampPeerAddress(): void {
  if (holder.stampsPeerAddress) return
  holder.stampsPeerAddress = true
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[peerAddressHeader] = request.socket.remoteAddress ?? ''
  })
}

const holder: typeof globalThis & { stampsPeerAddress?: boolean } = globalThis
