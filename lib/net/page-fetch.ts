import { type Dispatcher, fetch as undiciFetch } from 'undici'
import { codesOf, createGuardedAgent, type Resolve } from './guarded-agent'
import { PageFailure } from './page-failure'
import { Robots, type RobotsAnswer } from './robots'

/** The bytes of a page as they are once decompressed, and where they came from after all redirects. */
export type FetchedPage = { url: string; contentType: string; bytes: Uint8Array }

export type PageFetch = (address: string, signal: AbortSignal) => Promise<FetchedPage>

export type PageFetchOptions = {
  /** Hosts in private networks that may be read all the same, as `wiki.corp` or, at a port other than 80 and 443, `wiki.corp:8080`. */
  allowedHosts?: readonly string[]
  /** Says to sites who reads them; its first word is the name that robots.txt knows. */
  userAgent: string
  resolve?: Resolve
  timeoutMs?: number
  ports?: readonly number[]
}

/** How much of a page is read, in bytes after decompression. */
export const maxPageBytes = 2 * 1024 * 1024
const maxRobotsBytes = 512 * 1024
const maxRedirects = 5
const maxAddressChars = 2000

/**
 * Reads pages whose addresses a model or a person has chosen. Only http and https, ports 80 and 443, public addresses, no names and
 * passwords in addresses; redirects are followed one by one, each under the same rules; robots.txt is kept to; text and PDF only,
 * at most 2 MiB after decompression, all within ten seconds. No cookie or other state is kept from one page to the next.
 * Throws a `PageFailure`; an abort by the caller is passed on as it is.
 */
export function createPageFetch(options: PageFetchOptions): PageFetch {
  const { userAgent, resolve, timeoutMs = 10_000 } = options
  const hosts = toHostRules(options)
  const robots = new Robots(userAgent)

  return async (address, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    // Of this page alone, so that no connection outlives it.
    const dispatcher = createGuardedAgent((hostname, port) => (hosts.isNamed(hostname, port) ? 'local' : 'public'), resolve)
    const asking = { signal: AbortSignal.any([signal, timeout]), dispatcher, userAgent, hosts }
    try {
      let url = checkAddress(address, hosts)
      for (let hops = 0; ; hops += 1) {
        if (!(await robots.allows(url, (file) => readRobots(file, asking)))) {
          throw new PageFailure('does not let programs read this page (robots.txt)')
        }
        const response = await ask(url, asking)
        const location = redirectOf(response)
        if (location === undefined) return await readPage(url, response)
        await response.body?.cancel()
        if (hops === maxRedirects) throw new PageFailure(`redirects more than ${maxRedirects} times`)
        url = checkAddress(location, hosts, url)
      }
    } catch (error) {
      if (error instanceof PageFailure) throw error
      if (signal.aborted) throw signal.reason
      if (timeout.aborted) throw new PageFailure(`took longer than ${timeoutMs / 1000} seconds`, { cause: error })
      throw toFailure(error)
    } finally {
      // What is still under way there is over: the page has been read, or will not be.
      await dispatcher.destroy()
    }
  }
}

type HostRules = { isNamed(hostname: string, port: number): boolean; hasPort(port: number): boolean }

function toHostRules({ allowedHosts = [], ports = [80, 443] }: PageFetchOptions): HostRules {
  const named = new Set(allowedHosts.map((host) => host.toLowerCase().replace(/^\[(.*)\](?=:|$)/, '$1')))
  const hasPort = (port: number) => ports.includes(port)
  return { hasPort, isNamed: (hostname, port) => named.has(`${hostname}:${port}`) || (hasPort(port) && named.has(hostname)) }
}

type Asking = { signal: AbortSignal; dispatcher: Dispatcher; userAgent: string; hosts: HostRules }
type Answer = Awaited<ReturnType<typeof undiciFetch>>

const ask = (url: URL, { signal, dispatcher, userAgent }: Asking): Promise<Answer> =>
  undiciFetch(url, {
    dispatcher,
    signal,
    redirect: 'manual',
    headers: { 'user-agent': userAgent, accept: 'text/html,application/xhtml+xml,text/*;q=0.9,application/pdf;q=0.8,*/*;q=0.1' },
  })

/** The address that may be asked next. `base` is the page that leads there. */
function checkAddress(address: string, hosts: HostRules, base?: URL): URL {
  if (address.length > maxAddressChars) throw new PageFailure('has an address that is too long')
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '') {
    throw new PageFailure(base ? 'redirects to something that is no web page' : 'is no web address')
  }
  if (url.href.length > maxAddressChars) throw new PageFailure('has an address that is too long')
  if (url.username !== '' || url.password !== '') throw new PageFailure('has a name or a password in its address')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (!hosts.hasPort(port) && !hosts.isNamed(url.hostname.replace(/^\[|\]$/g, ''), port)) {
    throw new PageFailure(`is at port ${port}; only the usual ports of the web are read`)
  }
  url.hash = ''
  return url
}

const redirectOf = (response: Answer): string | undefined =>
  [301, 302, 303, 307, 308].includes(response.status) ? (response.headers.get('location') ?? undefined) : undefined

async function readRobots(file: URL, asking: Asking): Promise<RobotsAnswer> {
  let url = file
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const response = await ask(url, asking)
    const location = redirectOf(response)
    if (location === undefined) {
      if (!response.ok) {
        await response.body?.cancel()
        return { status: response.status, text: '' }
      }
      // Of a longer file the beginning counts.
      const { bytes } = await readBytes(response, maxRobotsBytes)
      return { status: response.status, text: new TextDecoder().decode(bytes) }
    }
    await response.body?.cancel()
    url = checkAddress(location, asking.hosts, url)
  }
  return { status: 404, text: '' }
}

async function readPage(url: URL, response: Answer): Promise<FetchedPage> {
  const contentType = response.headers.get('content-type') ?? ''
  const problem = response.ok ? problemOf(contentType) : toRefusal(response.status)
  if (problem !== undefined) {
    await response.body?.cancel()
    throw new PageFailure(problem)
  }
  const { bytes, isWhole } = await readBytes(response, maxPageBytes)
  if (!isWhole) throw new PageFailure(`is larger than ${maxPageBytes / 1024 / 1024} MB`)
  return { url: url.href, contentType, bytes }
}

const problemOf = (contentType: string): string | undefined => {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const isReadable =
    type === '' || /^text\/|[/+](?:xml|json)$|^application\/(?:pdf|x-pdf|xhtml\+xml|x-ndjson|yaml|toml)$/.test(type)
  if (isReadable) return undefined
  // These are words of the site: nothing but a type is passed on.
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? `is neither text nor PDF (${type})` : 'is neither text nor PDF'
}

const toRefusal = (status: number): string => refusals[status] ?? `answered with an error (${status})`

const refusals: Record<number, string> = {
  401: 'wants a password (401)',
  402: 'wants to be paid (402)',
  403: 'does not let programs read this page (403)',
  404: 'has no such page (404)',
  410: 'no longer has this page (410)',
  429: 'is busy (429)',
  451: 'may not show this page for legal reasons (451)',
}

/** Bytes as they come out of decompression; the rest of a longer body is not read. */
async function readBytes(response: Answer, maxBytes: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels the body, and with it the request.
  for await (const chunk of response.body ?? []) {
    const piece: Uint8Array = chunk
    chunks.push(piece)
    size += piece.byteLength
    if (size > maxBytes) return { bytes: Buffer.concat(chunks, maxBytes), isWhole: false }
  }
  return { bytes: Buffer.concat(chunks, size), isWhole: true }
}

function toFailure(error: unknown): PageFailure {
  const codes = codesOf(error)
  const known = codes.map((code) => networkFailures[code]).find((words) => words !== undefined)
  const isTls = codes.some((code) => /CERT|SSL|TLS|SELF_SIGNED|VERIFY_LEAF/.test(code))
  const isGarbled = codes.some((code) => code.startsWith('Z_') || code.startsWith('ERR__ERROR_FORMAT'))
  const words =
    known ?? (isTls ? 'has no valid certificate' : isGarbled ? 'sent something that cannot be unpacked' : 'could not be reached')
  return new PageFailure(words, { cause: error })
}

const networkFailures: Record<string, string> = {
  ERR_PRIVATE_ADDRESS: 'is in a private network, which is not read',
  ENOTFOUND: 'does not exist under this name',
  EAI_AGAIN: 'could not be looked up',
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke off the connection',
  UND_ERR_SOCKET: 'broke off the connection',
  UND_ERR_CONNECT_TIMEOUT: 'could not be reached in time',
}
