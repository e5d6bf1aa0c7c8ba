import { AppError } from '@/lib/protocol/error'

/**
 * Refuses what a page of another site sends in a person's name; call it on every POST. A browser says where a request
 * comes from in `Sec-Fetch-Site`, or on plain HTTP in `Origin`; a terminal or a server says nothing, which is allowed.
 * Throws `forbidden`.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function checkOrigin(
  request: Request,
  { trustedHops, corsOrigins = [] }: { trustedHops: number; corsOrigins?: string[] },
): void {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (origin !== null && (corsOrigins.includes('*') || corsOrigins.includes(origin))) return
  if (site === 'cross-site') throw new AppError('forbidden')
  // `same-origin` is the browser's own word and holds also where a proxy in front has rewritten `Host`.
  if (origin === null || site === 'same-origin') return
  const hosts = [request.headers.get('host')]
  if (trustedHops > 0) hosts.push(request.headers.get('x-forwarded-host')?.split(',').at(-1)?.trim() ?? null)
  const host = hostOf(origin)
  if (host === undefined || !hosts.some((known) => known !== null && known.toLowerCase() === host))
    throw new AppError('forbidden')
}

/** `Origin: null` (a sandboxed frame, a file) has no host and is foreign. */
const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host || undefined : undefined)
