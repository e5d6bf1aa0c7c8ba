import type { IncomingMessage } from 'node:http'
import { subscribeOnce } from './subscribe-once'

/** The method that was asked for, of a request that is refused for it. Set by ourselves on every request, so a client cannot forge it. */
export const refusedMethodHeader = 'x-refused-method'

/** What pages and files are asked by. Of a route of the API its own file says it. */
export const methodsOfPages = ['GET', 'HEAD']
/** Those that some route has. */
export const methodsOfRoutes = [...methodsOfPages, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Sends a request by a method that nothing here has, or that only routes of the API have, to the route that refuses it
 * (`app/api/[[...path]]`). Next fails with 500 at some, and answers others as if the page had been asked for.
 */
export function sendAwayMethods(): void {
  subscribeOnce('sendAwayMethods', 'http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    const { method = 'GET', url = '/' } = request
    delete request.headers[refusedMethodHeader]
    if ((isOfApi(url) ? methodsOfRoutes : methodsOfPages).includes(method)) return
    request.headers[refusedMethodHeader] = method
    request.url = isOfApi(url) ? '/api/refused' : '/api/refused/page'
    // Any that Next passes on.
    request.method = 'POST'
  })
}

const isOfApi = (url: string): boolean => /^\/api(?:[/?]|$)/.test(url)
