import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'

/** Where connections may go: to the public internet only, or to this machine and its networks too. */
export type Reach = 'public' | 'local'

/**
 * Whether an IP address may be connected to. What is no IP address may not, and with `public` neither may one of this machine
 * itself (`own`), however public: from here no firewall stands before it.
 */
export function isReachable(address: string, reach: Reach, own: string[] = ownAddresses()): boolean {
  if (!ipaddr.isValid(address)) return false
  // An IPv4 address that is written as IPv6 is judged as what it is.
  const ip = ipaddr.process(address)
  const isOwn = own.some((each) => ipaddr.isValid(each) && ipaddr.process(each).toString() === ip.toString())
  if (isOwn && reach === 'public') return false
  const range = ip.range()
  // Of IPv6 only what is given out today, so that no range that comes into use for translation is forgotten here.
  const isGivenOut = ip.kind() === 'ipv4' || ip.match(ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number])
  if (range === 'unicast' && isGivenOut) return true
  return reach === 'local' && localRanges.has(range)
}

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))

/** Not link-local addresses, under which clouds tell secrets to their machines. */
const localRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])
