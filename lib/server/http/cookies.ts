/** A cookie that scripts cannot read; on https the browser itself sees to it that no other host and no plain request sets it. */
export function deviceCookie(request: Request, cookie: { name: string; value: string; ageSeconds: number }): string {
  const isSecure = schemeOf(request) === 'https'
  const { name, value, ageSeconds } = cookie
  const fullName = isSecure ? securePrefix + name : name
  return `${fullName}=${value}; Path=/; Max-Age=${ageSeconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}

/** The value of a cookie; `undefined` where it is not there, or empty. */
export function readCookie(headers: Headers, name: string): string | undefined {
  const cookies = readCookies(headers.get('cookie') ?? '')
  return cookies.get(securePrefix + name) ?? cookies.get(name)
}

/**
 * The prefix that ties a cookie to this host, to HTTPS and to all paths. @see
 * https://www.rfc-editor.org/rfc/rfc6265bis#section-4.1.3
 */
export const securePrefix = '__Host-'

/** The cookies of a `cookie` header by name. Values are as they are written there; one without a value is left out. */
export function readCookies(header: string): Map<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  return new Map(pairs.flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])))
}

/** A proxy says how it was asked. One who lies here only gets a cookie that their own browser will not send. */
const schemeOf = (request: Request): string =>
  request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim() || new URL(request.url).protocol.replace(':', '')
