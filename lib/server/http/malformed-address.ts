import type { IncomingMessage } from 'node:http'
import { AppError } from '@/lib/protocol/error'
import { subscribeOnce } from './subscribe-once'

/** Set by ourselves on every request, so a client cannot forge it. */
const malformedHeader = 'x-malformed-address'

/**
 * Makes an address what Next can read, before any code of ours: it fails with 500 at a percent sign that begins no escape of UTF-8
 * (`/chat/%E0%A4`) and at a star, and sends a whole address (`GET http://host/path`, as to a proxy) back to itself without an end. What
 * is broken is marked, so that it is refused for what it is.
 */
export function markMalformedAddresses(): void {
  subscribeOnce('markMalformedAddresses', 'http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    delete request.headers[malformedHeader]
    takeWholeAddress(request)
    // The server as a whole is asked what it can do.
    if (request.url === '*' && request.method === 'OPTIONS') request.url = '/api'
    const [path = '', ...query] = (request.url ?? '').split('?')
    if (isReadable(path)) return
    request.headers[malformedHeader] = 'yes'
    request.url = ['/', path.replace(/^\//, '').replaceAll('%', '%25'), ...query.map((part) => `?${part}`)].join('')
  })
}

/** Throws `bad-request` for what was marked. */
export function checkAddress(headers: Headers): void {
  if (headers.has(malformedHeader))
    throw new AppError('bad-request', { message: 'The address has a broken % escape, or is none.' })
}

/**
 * Takes a whole address apart: its host is then the one that counts.
 * @see https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form
 */
function takeWholeAddress(request: IncomingMessage): void {
  const [, host, rest = ''] = /^https?:\/\/([^/?#]+)(.*)$/i.exec(request.url ?? '') ?? []
  if (host === undefined) return
  request.headers.host = host
  request.url = rest.startsWith('/') ? rest : `/${rest}`
}

const isReadable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return path.startsWith('/')
  } catch {
    return false // What is wrong with it, the reader of the answer is told.
  }
}
