import type { IncomingMessage } from 'node:http'
import { subscribeOnce } from './subscribe-once'

/** The address of the socket that a request came by. Set by ourselves on every request, so a client cannot forge it. */
export const peerAddressHeader = 'x-peer-address'
/** `yes` of a request that looks as if no proxy had passed it on. Set by ourselves too. */
export const peerDirectHeader = 'x-peer-direct'

/**
 * Route handlers do not see the socket, and `X-Forwarded-For` is what the client says if it says anything (Next fills it in
 * only when it is absent). Node announces each request before the server handles it: there it gets its true address.
 */
export function stampPeerAddress(): void {
  subscribeOnce('stampPeerAddress', 'http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers[peerAddressHeader] = request.socket.remoteAddress ?? ''
    request.headers[peerDirectHeader] = isDirect(request) ? 'yes' : 'no'
  })
}

/**
 * Browsers, and `fetch` of Node, ask in HTTP/1.1 to keep the connection. That header does not travel through a proxy, and nginx,
 * which as it comes says nothing else of itself and rewrites `Host`, asks in HTTP/1.0, to close it, or says nothing.
 */
const isDirect = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion === '1.1' && /\bkeep-alive\b/i.test(headers.connection ?? '')
