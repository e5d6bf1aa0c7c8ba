import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { AppError } from '@/lib/protocol/error'

/** Set by ourselves on every request, so a client cannot forge it. */
const malformedHeader = 'x-malformed-address'

/**
 * Next fails with 500 at an address with a percent sign that begins no escape of UTF-8 (`/chat/%E0%A4`), before any code of
 * ours. Such an address is made one that it can read, and marked, so that it is refused for what it is.
 */
export function markMalformedAddresses(): void {
  if (holder.marksMalformedAddresses) return
  holder.marksMalformedAddresses = true
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    delete request.headers[malformedHeader]
    const [path = '', ...query] = (request.url ?? '').split('?')
    if (isReadable(path)) return
    request.headers[malformedHeader] = 'yes'
    request.url = [path.replaceAll('%', '%25'), ...query].join('?')
  })
}

/** Throws `bad-request` for what was marked. */
export function checkAddress(headers: Headers): void {
  if (headers.has(malformedHeader)) throw new AppError('bad-request', { message: 'The address has a broken % escape.' })
}

const isReadable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false // What is wrong with it, the reader of the answer is told.
  }
}

const holder: typeof globalThis & { marksMalformedAddresses?: boolean } = globalThis
