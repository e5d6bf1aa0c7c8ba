import type { IncomingMessage } from 'node:http'
import { subscribeOnce } from './subscribe-once'

/**
 * Ends connections over which nothing has moved for `maxSilentMs`, in either direction. A stream that its reader has stopped
 * reading is closed by ending it, but what it last wrote still waits in the socket, a tool result of megabytes say, and so
 * does whoever pipes it there: only the end of the connection lets both go. A response of ours that has nothing to say
 * sends a comment more often than that, and one that is read slowly moves.
 */
export function closeStalledSockets(maxSilentMs = 60_000): void {
  subscribeOnce('closeStalledSockets', 'http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    // Without a listener to its timeout Node ends the socket. Between requests the limit is the server's own.
    request.socket.setTimeout(maxSilentMs)
  })
}
