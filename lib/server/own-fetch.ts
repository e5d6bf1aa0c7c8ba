import type { Env } from './env'
import { createPublicFetch, type Reach } from './public-fetch'

/**
 * How a visitor's own address is asked. Where only this machine can reach the app, whoever asks sits at it, and may name its servers and those
 * of its network. Everybody else reaches the public internet only.
 */
export const fetchFor = (headers: Headers, env: Pick<Env, 'listensLocally' | 'trustedHops'>): typeof globalThis.fetch => {
  const reach: Reach = isOnThisMachine(headers, env) ? 'local' : 'public'
  holder.unfoldOwnFetch ??= new Map()
  let fetch = holder.unfoldOwnFetch.get(reach)
  if (!fetch) {
    fetch = createPublicFetch(reach)
    holder.unfoldOwnFetch.set(reach, fetch)
  }
  return fetch
}

/** Connections are kept between requests, so there is one of each for the process. */
const holder: typeof globalThis & { unfoldOwnFetch?: Map<Reach, typeof globalThis.fetch> } = globalThis

/** A proxy in front would make the whole world look local: it is told by its headers, by another host, or by `TRUSTED_HOPS`. */
export function isOnThisMachine(headers: Headers, env: Pick<Env, 'listensLocally' | 'trustedHops'>): boolean {
  if (!env.listensLocally || env.trustedHops > 0) return false
  if (['forwarded', 'x-real-ip', 'via'].some((name) => headers.has(name))) return false
  const host = (headers.get('host') ?? '').replace(/:\d+$/, '')
  // Next adds this header itself, with the address that it was asked from.
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return loopbackHost.test(host) && hops.every((hop) => hop === '' || loopbackAddress.test(hop))
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])$/
const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
