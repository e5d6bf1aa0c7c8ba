import { isIP } from 'node:net'
import { peerAddressHeader } from './peer-address'

/**
 * Who asks, for the limits: the address that the outermost trusted proxy saw. Each proxy adds to `X-Forwarded-For` whom it
 * was called by, so with no trusted hop the socket counts, with one the last entry, with two the one before it; whatever a
 * client wrote stands further left and gains nothing. An IPv6 client has a /64 to itself, so that is what is counted.
 */
export function clientAddress(
  request: Request,
  { trustedHops, onServerless }: { trustedHops: number; onServerless: boolean },
): string {
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').flatMap((entry) => entry.trim() || [])
  // A serverless host has no socket of the client's: its own entry is the last one, and the first hop.
  const chain = onServerless ? forwarded : [...forwarded, request.headers.get(peerAddressHeader) ?? '']
  const back = onServerless ? Math.max(trustedHops, 1) : trustedHops + 1
  return normalise(chain[Math.max(chain.length - back, 0)] ?? '')
}

function normalise(entry: string): string {
  const address = bare(entry)
  if (isIP(address) === 4) return address
  if (isIP(address) !== 6) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  return mapped ?? `${firstGroups(address).join(':')}::/64`
}

/** An address without brackets, port or zone: out of `[2001:db8::1]:443`, `192.0.2.1:5050`, `fe80::1%eth0`. */
const bare = (entry: string): string =>
  (/^\[([^\]]+)\]/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry).replace(/%.*$/, '')

/** The network half: the first four of eight groups, with `::` written out. */
function firstGroups(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  // A dotted end stands for two groups.
  const rightLength = right.length + (right.at(-1)?.includes('.') ? 1 : 0)
  const zeros: string[] = tail === undefined ? [] : Array.from({ length: 8 - left.length - rightLength }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
}
