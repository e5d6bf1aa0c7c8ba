import { fetch as undiciFetch } from 'undici'
import { createGuardedAgent, forbidden, type Resolve } from './guarded-agent'
import type { Reach } from './is-reachable'

/**
 * A `fetch` for addresses that a visitor has typed, over {@link createGuardedAgent}. It speaks http and https only, takes no name and
 * password in an address, and follows no redirect. With `public`, only addresses of the public internet are allowed; with `local`,
 * those of this machine and of private networks too. Failures of these rules carry a `code` of `forbiddenCodes`.
 */
export function createPublicFetch(reach: Reach, resolve?: Resolve): typeof globalThis.fetch {
  const dispatcher = createGuardedAgent(() => reach, resolve)
  return async (input, init) => {
    const request = new Request(input, init)
    const { protocol, username, password } = new URL(request.url)
    if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') throw forbidden('ERR_ADDRESS')
    // The types of undici and of Node are of other versions; what they describe is the same.
    const asked = { ...init, method: request.method, headers: [...request.headers], redirect: 'manual', dispatcher }
    const body = init?.body ?? (request.body ? await request.text() : undefined)
    const response = await undiciFetch(request.url, {
      ...asked,
      ...(body !== undefined && { body }),
      // Not `request.signal`: it follows this one only until the request is collected, long before an answer ends.
      signal: init?.signal ?? (input instanceof Request ? input.signal : null),
    } as Parameters<typeof undiciFetch>[1])
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      throw forbidden('ERR_REDIRECTED')
    }
    return response as unknown as Response
  }
}
