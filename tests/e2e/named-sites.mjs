/** Loaded into an app of its own: sites whose names end in `.example` are at the address of the test, `SITES_PORT` of this machine. */
import dns from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const { lookup } = dns
const { connect } = net
const isOurs = (host) => typeof host === 'string' && host.endsWith('.example')

dns.lookup = async (host, options) => (isOurs(host) ? [{ address: '127.0.0.1', family: 4 }] : lookup(host, options))
net.connect = (options, ...rest) =>
  isOurs(options?.host) ? connect({ ...options, port: Number(process.env.SITES_PORT) }, ...rest) : connect(options, ...rest)
syncBuiltinESMExports()
