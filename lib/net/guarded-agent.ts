import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { isReachable, type Reach } from './is-reachable'

/** The addresses of a host, as `dns.lookup` gives them. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>

const connectTimeoutMs = 10_000

/**
 * Connections to addresses that somebody else has chosen. A host is looked up once for a connection; every answer must be allowed,
 * the connection goes to one of those answers and to no other, and who is at its other end is looked at again. So a name that
 * resolves to a private address, or to one the second time, leads nowhere: it fails with `ERR_PRIVATE_ADDRESS`.
 */
export function createGuardedAgent(reachOf: (hostname: string, port: number) => Reach, resolve: Resolve = resolveAll): Agent {
  const connectors = { public: createConnector('public', resolve), local: createConnector('local', resolve) }
  return new Agent({
    // How long an answer is waited for is the choice of who asks.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      const hostname = options.hostname.replace(/^\[|\]$/g, '')
      const reach = reachOf(hostname, Number(options.port) || (options.protocol === 'https:' ? 443 : 80))
      // An address that is written out is not looked up.
      if (isIP(hostname) !== 0 && !isReachable(hostname, reach)) return callback(forbidden('ERR_PRIVATE_ADDRESS'), null)
      connectors[reach](options, (...[error, socket]) => {
        if (error) return callback(error, null)
        if (isReachable((socket as Socket).remoteAddress ?? '', reach)) return callback(null, socket)
        socket.destroy()
        callback(forbidden('ERR_PRIVATE_ADDRESS'), null)
      })
    },
  })
}

function createConnector(reach: Reach, resolve: Resolve): ReturnType<typeof buildConnector> {
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    resolve(hostname).then(
      (answers) => {
        const [first] = answers
        if (!first || !answers.every(({ address }) => isReachable(address, reach))) {
          callback(forbidden('ERR_PRIVATE_ADDRESS'), '', 0)
        } else if (all) callback(null, answers)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
  return buildConnector({ timeout: connectTimeoutMs, lookup })
}

const resolveAll: Resolve = (hostname) => systemLookup(hostname, { all: true })

/** Why an address was not asked, or its answer not taken: the `code` of the error, and words that go on from "… could not be reached: ". */
export const forbiddenCodes = {
  ERR_ADDRESS: 'it is no address that may be asked',
  ERR_PRIVATE_ADDRESS: 'its address is in a private network',
  ERR_REDIRECTED: 'it sends on to another address',
} as const

/** An error with one of these codes and its words, to be thrown or given to a callback of Node. */
export const forbidden = (code: keyof typeof forbiddenCodes): NodeJS.ErrnoException =>
  Object.assign(new Error(forbiddenCodes[code]), { code })

/** The `code` of an error and of those that caused it, outermost first. */
export function codesOf(error: unknown): string[] {
  const codes: string[] = []
  for (let link = error, depth = 0; link instanceof Error && depth < 6; link = link.cause, depth += 1) {
    const code: unknown = Reflect.get(link, 'code')
    if (typeof code === 'string') codes.push(code)
  }
  return codes
}
