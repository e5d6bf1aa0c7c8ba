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

export const securePrefix = '__Host-'

export function readCookies(header: string): Map<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  return new Map(pairs.flatMap(([name, value]) => (name && value ? [[name, value] as const] : [])))
}

/** A proxy says how it was asked. One who lies here only gets a cookie that their own browser will not send. */
const schemeOf = (request: Request): string =>
  request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim() || new URL(request.url).protocol.replace(':', '')
