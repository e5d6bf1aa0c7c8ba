import { BlockList, isIP } from 'node:net'

/** True for an address on this machine or in a network of one's own, where models are large and machines are slow. */
export function isPrivateAddress(address: string): boolean {
  const host = new URL(address).hostname.replace(/^\[|\]$/g, '')
  const version = isIP(host)
  if (version !== 0) return privateNetworks.check(host, version === 6 ? 'ipv6' : 'ipv4')
  // A name without a dot is one of the local network, or of a container beside this one.
  return !host.includes('.') || /\.(localhost|local|lan|home|internal|home\.arpa)$/.test(host)
}

const privateNetworks = new BlockList()
for (const [network, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  privateNetworks.addSubnet(network, prefix, 'ipv4')
}
privateNetworks.addAddress('::1', 'ipv6')
privateNetworks.addSubnet('fc00::', 7, 'ipv6')
privateNetworks.addSubnet('fe80::', 10, 'ipv6')

/** Names that lead to this machine whoever asks, so that nobody else can have them. */
export const loopbackNames: readonly string[] = ['localhost', '*.localhost', '127.*', '[::1]']

/** Whether a server that listens on this address can be reached from its own machine only. */
export const isLoopback = (address: string): boolean => /^(localhost|127(\.\d+){1,3}|\[?::1\]?)$/i.test(address)
