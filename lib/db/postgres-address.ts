import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig } from 'pg'

/** How a Postgres is reached, as its address and a certificate of its authority say it. */
export type PostgresAddress = {
  /** For `pg`, without what the address says of encryption: `pg` would read it otherwise than libpq and the providers of databases. */
  config: Pick<ClientConfig, 'connectionString' | 'ssl'>
  /** Encryption is wanted, and a server without it is taken all the same. */
  maybePlain: boolean
  /** The password is proven in a way that is bound to this very encrypted connection, or not at all. */
  channelBinding: boolean
  /** A pooler is in front that gives each transaction another connection: what belongs to a connection is lost there. */
  isPooled: boolean
}

const modes = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full'] as const
type Mode = (typeof modes)[number]

/**
 * Reads an address as libpq does: `require` encrypts and looks at no certificate unless an authority is given; `verify-ca`
 * checks who signed the certificate, `verify-full` also whom it is for. Without `sslmode` a server elsewhere is asked for
 * encryption. `ca` is a certificate in PEM. Throws an `Error` with the rest of the sentence "The address must be …".
 * https://www.postgresql.org/docs/current/libpq-ssl.html
 */
export function parsePostgresAddress(address: string, ca?: string): PostgresAddress {
  const url = new URL(address)
  const take = (name: string): string | undefined => {
    const value = url.searchParams.get(name) ?? undefined
    url.searchParams.delete(name)
    return value
  }
  const given = { sslmode: take('sslmode'), ssl: take('ssl') }
  const rootCertificate = take('sslrootcert')
  const authority = rootCertificate === undefined || rootCertificate === 'system' ? ca : readPem('sslrootcert', rootCertificate)
  const [cert, key] = [take('sslcert'), take('sslkey')]
  take('uselibpqcompat')
  const channelBinding = take('channel_binding') === 'require'
  const isPooled =
    take('pgbouncer') === 'true' || url.port === '6543' || url.port === '6432' || /-pooler\.|\.pooler\./.test(url.hostname)
  const fallback = authority !== undefined || channelBinding ? 'require' : isNear(url) ? 'disable' : 'prefer'
  const mode = rootCertificate === 'system' ? 'verify-full' : (modeOf(given) ?? fallback)
  const isEncrypted = mode !== 'disable'
  return {
    config: {
      connectionString: url.href,
      ssl: isEncrypted && {
        ...checks(mode, authority),
        ...(cert !== undefined && { cert: readPem('sslcert', cert) }),
        ...(key !== undefined && { key: readPem('sslkey', key) }),
      },
    },
    maybePlain: (mode === 'prefer' || mode === 'allow') && authority === undefined && !channelBinding,
    channelBinding,
    isPooled,
  }
}

function modeOf({ sslmode, ssl }: { sslmode: string | undefined; ssl: string | undefined }): Mode | undefined {
  if (sslmode !== undefined) {
    const mode = modes.find((each) => each === sslmode)
    if (!mode) throw new Error(`an address whose sslmode is one of ${modes.join(', ')}`)
    return mode
  }
  if (ssl === 'true' || ssl === '1') return 'require'
  if (ssl === 'false' || ssl === '0') return 'disable'
  return ssl === 'no-verify' ? 'no-verify' : undefined
}

/** Without an authority of its own a certificate is checked against those that Node knows, and then with its name. */
function checks(mode: Mode, ca: string | undefined): ConnectionOptions {
  if (mode === 'verify-full') return ca === undefined ? {} : { ca }
  if (mode === 'no-verify') return { rejectUnauthorized: false }
  if (ca !== undefined) return { ca, checkServerIdentity: () => undefined }
  return mode === 'verify-ca' ? {} : { rejectUnauthorized: false }
}

/** Whether the database is on this machine, so that there is no network in between. */
const isNear = ({ hostname, searchParams }: URL): boolean => {
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return host === '' || host.startsWith('/') || /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host)
}

/** What a certificate in PEM begins with. */
export const isPem = (text: string): boolean => text.includes('-----BEGIN ')

function readPem(name: string, path: string): string {
  try {
    const text = readFileSync(/* turbopackIgnore: true */ path, 'utf8')
    if (isPem(text)) return text
  } catch {
    // Said below, as of a file that holds something else.
  }
  throw new Error(`an address whose ${name} is the path of a file in PEM`)
}
