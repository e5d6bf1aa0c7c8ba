import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Certificates = {
  /** Of the authority. */ ca: string /** Of the server, with that of the authority after it. */
  chain: string
  key: string
}

/** An authority that nobody knows, and a certificate for `localhost` that it signed; all in PEM. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-certificates-'))
  const path = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const fresh = ['-newkey', 'rsa:2048', '-nodes']
  try {
    openssl('req', '-x509', ...fresh, '-days', '2', '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Nobody known')
    openssl('req', ...fresh, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
    writeFileSync(path('names'), 'subjectAltName=DNS:localhost\n')
    const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
    openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.crt')
    const [ca, own, key] = ['ca.crt', 'server.crt', 'server.key'].map((name) => readFileSync(path(name), 'utf8'))
    return { ca: ca ?? '', chain: `${own}${ca}`, key: key ?? '' }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
