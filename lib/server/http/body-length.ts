import type { IncomingMessage, ServerResponse } from 'node:http'
import { subscribeOnce } from './subscribe-once'

/** By which a route says how many bytes its body has. It leaves no server of ours; a host of functions passes it on as it is. */
export const bodyLengthHeader = 'x-body-length'

/**
 * Next takes `Content-Length` off whatever a route answers, so a download shows no progress, and one that breaks off looks whole.
 * A route says it by another name, which becomes that header when the answer leaves.
 */
export function sendBodyLengths(): void {
  subscribeOnce('sendBodyLengths', 'http.server.request.start', (message) => {
    const { response } = message as { response: ServerResponse<IncomingMessage> }
    const { writeHead } = response
    response.writeHead = (...given: unknown[]) => {
      const length = response.getHeader(bodyLengthHeader)
      if (length !== undefined) {
        response.removeHeader(bodyLengthHeader)
        // What is packed on the way is shorter.
        if (!response.hasHeader('content-encoding')) response.setHeader('content-length', length)
      }
      return Reflect.apply(writeHead, response, given)
    }
  })
}
