import { AppError } from '@/lib/protocol/error'

/**
 * Refuses a request under a name that is not this app's: a page elsewhere can have its own name lead to this machine ("DNS
 * rebinding"), and its scripts would be of our origin then, free to ask questions with the owner's key. A browser says in
 * `Host` by which name it came, and no page can make it say another. Throws `forbidden`.
 * @param allowed Names, a `*.` in front stands for any name below; `undefined` allows all. Ports make no difference.
 */
export function checkHost(headers: Headers, allowed: readonly string[] | undefined): void {
  const name = hostnameOf(headers.get('host'))
  // Who names no host is no browser.
  if (allowed === undefined || name === undefined) return
  if (allowed.some((pattern) => matches(name, pattern))) return
  const shown = /^[\w.:[\]-]{1,253}$/.test(name) ? name : undefined
  throw new AppError('forbidden', {
    message: shown
      ? `This app does not answer to the name ${shown}. If it is to, set ALLOWED_HOSTS=${shown} on the server.`
      : 'This app does not answer to that name. Its own are set by ALLOWED_HOSTS on the server.',
  })
}

/** The name in a `Host` header, in small letters, without its port and the dot that may end it. */
const hostnameOf = (host: string | null): string | undefined =>
  host?.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '') || undefined

const matches = (name: string, pattern: string): boolean => {
  if (pattern.startsWith('*.')) return name.endsWith(pattern.slice(1)) && name.length > pattern.length - 1
  if (pattern === '127.*') return /^127(\.\d{1,3}){3}$/.test(name)
  return name === pattern
}
