import type { Server } from 'node:http'
import { subscribeOnce } from './subscribe-once'

/** Longer than a proxy keeps a connection to us that it does not use, which is a minute with most. */
const unusedMs = 75_000
/** As long as Node keeps one where nobody has set another time. */
const usualMs = 5000
/** Longer than a file may take to come (see `read-upload.ts`), which says so in a sentence. Node ends a request after five minutes without one. */
const longestRequestMs = 660_000

/**
 * Sets for how long connections are kept. After a few seconds, as it is by default, a connection is closed that a proxy is just about to
 * use again: its visitor sees "Bad gateway" now and then. `KEEP_ALIVE_TIMEOUT`, which Next knows, has precedence.
 */
export function setConnectionTimes(): void {
  subscribeOnce('setConnectionTimes', 'http.server.request.start', (message) => {
    const { server } = message as { server: Server }
    server.requestTimeout = longestRequestMs
    if (server.keepAliveTimeout === usualMs) server.keepAliveTimeout = unusedMs
  })
}
