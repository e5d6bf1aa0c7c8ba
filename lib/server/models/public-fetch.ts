import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'

export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>
export type Reach = 'public' | 'local'

const connectTimeoutMs = 10_000

/**
 * A `fetch` for addresses that a visitor has typed. It speaks http and https only, takes no name and password in an
 * address, and follows no redirect. Each host is looked up once for a connection; every answer must be allowed, the
 * connection goes to one of those answers and to no other, and who is at its other end is looked at again. So a name that
 * resolves to a private address, or to one the second time, leads nowhere.
 *
 * With `public`, only addresses of the public internet are allowed; with `local`, those of this machine and of private networks too.
 * Failures of these rules carry a `code`: see {@link forbiddenCodes}.
 */
export function createPublicFetch(reach: Reach, resolve: Resolve = resolveAll): typeof globalThis.fetch {
  const isAllowed = (address: string) => isReachable(address, reach)
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname).then(
      (answers) => {
        const [first] = answers
        if (!first || !answers.every(({ address }) => isAllowed(address))) callback(forbidden('ERR_PRIVATE_ADDRESS'), '', 0)
        else if (all) callback(null, answers)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup })
  const dispatcher = new Agent({
    // How long an answer is waited for is the executor's choice.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      // An address that is written out is not looked up.
      const literal = options.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) !== 0 && !isAllowed(literal)) return callback(forbidden('ERR_PRIVATE_ADDRESS'), null)
      connect(options, (...[error, socket]) => {
        if (error) return callback(error, null)
        if (isAllowed((socket as Socket).remoteAddress ?? '')) return callback(null, socket)
        socket.destroy()
        callback(forbidden('ERR_PRIVATE_ADDRESS'), null)
      })
    },
  })
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

/** Why an address was not asked, or its answer not taken: the `code` of the error, and words that go on from "… could not be reached: ". */
export const forbiddenCodes = {
  ERR_ADDRESS: 'it is no address that may be asked',
  ERR_PRIVATE_ADDRESS: 'its address is in a private network',
  ERR_REDIRECTED: 'it sends on to another address',
} as const

const forbidden = (code: keyof typeof forbiddenCodes): NodeJS.ErrnoException =>
  Object.assign(new Error(forbiddenCodes[code]), { code })

const resolveAll: Resolve = (hostname) => systemLookup(hostname, { all: true })

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
