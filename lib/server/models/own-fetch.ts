import type { Reach } from '@/lib/net/is-reachable'
import { createPublicFetch } from '@/lib/net/public-fetch'
import type { Env } from '@/lib/server/env'
import { peerDirectHeader } from '@/lib/server/http/peer-address'

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

/**
 * A proxy in front would make the whole world look local: it is recognised by its headers, by another host or scheme, by how it
 * connects, or by `TRUSTED_HOPS`.
 */
export function isOnThisMachine(headers: Headers, env: Pick<Env, 'listensLocally' | 'trustedHops'>): boolean {
  if (!env.listensLocally || env.trustedHops > 0) return false
  if (headers.get(peerDirectHeader) !== 'yes') return false
  if (['forwarded', 'x-real-ip', 'via'].some((name) => headers.has(name))) return false
  // Next adds the headers that begin with `x-forwarded` itself, from what it was asked by.
  const hosts = ['host', 'x-forwarded-host'].flatMap((name) => headers.get(name)?.split(',') ?? [])
  const isHere = headers.has('host') && hosts.every((host) => loopbackHost.test(host.trim().replace(/:\d+$/, '')))
  if (!isHere || headers.get('x-forwarded-proto')?.includes('https')) return false
  const hops = (headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return hops.every((hop) => hop === '' || loopbackAddress.test(hop))
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])$/
const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
