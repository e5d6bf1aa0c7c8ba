import type { ExecuteRunOptions } from './run-options'

/** Addresses by what makes them the same page, each as it was first written. */
export type GivenAddresses = ReadonlyMap<string, string>

/**
 * The addresses that a person has written in this chat, where it has files: one that stands neither there nor in a result may hold words of
 * those files, put there by a page that means harm. `undefined` where there is nothing to keep in.
 */
export function readGivenAddresses(options: GivenOptions): GivenAddresses | undefined {
  const { documents = [], images = [], question, history, conversation, from } = options
  if (documents.length === 0 && images.length === 0) return undefined
  const said = (conversation?.before ?? []).flatMap((message) => (message.role === 'user' ? [message.text] : []))
  // A person has written what a call is to be given in place of what the model gave it.
  const texts = [question, from?.args ?? '', ...history.map((turn) => turn.question), ...said]
  return toGiven(texts.flatMap(addressesIn))
}

type GivenOptions = Pick<ExecuteRunOptions, 'documents' | 'images' | 'question' | 'history' | 'conversation' | 'from'>

export const toGiven = (addresses: readonly string[]): GivenAddresses => {
  const given = new Map<string, string>()
  for (const address of addresses) {
    const key = toPageKey(address)
    if (key !== undefined && !given.has(key)) given.set(key, withoutPlace(address))
  }
  return given
}

/**
 * Equal for addresses that people and results write for the same page: with `http` or `https`, `www.`, a dot after the host, a slash at
 * the end, a place within the page, or without. `undefined` for what is no web address, and for one with a name or a password in it.
 */
export function toPageKey(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, username, password, hostname, port, pathname, search, hash } = new URL(address)
  if (!/^https?:$/.test(protocol) || username !== '' || password !== '') return undefined
  const host = hostname.replace(/^www\./, '').replace(/\.$/, '')
  return `${host}:${port}${pathname.replace(/\/$/, '')}${search}${isRoute(hash) ? hash : ''}`
}

/** A place within a page is that page; what stands after `#/` and `#!` is a page of its own. */
export const withoutPlace = (url: string): string => url.replace(/#(?![/!]).*$/s, '')

const isRoute = (hash: string): boolean => /^#[/!]/.test(hash)

/**
 * The web addresses in a text, whole, with `https://` before those that are written without. Where one ends in signs that may belong to
 * the sentence around it, it is given with and without them.
 */
export function addressesIn(text: string): string[] {
  const whole = text.match(wholeAddress) ?? []
  const rest = text.replace(wholeAddress, ' ')
  const bare = [...rest.matchAll(bareAddress), ...rest.matchAll(bareInOtherScript)].map(([address]) => `https://${address}`)
  return [...whole, ...bare].flatMap(withoutEndSigns)
}

/** What no address has as people write it, the signs of Chinese and Japanese sentences among them. */
const end = '\\s<>"`[\\]{}|\\\\^，。、；：！？「」『』（）【】《》'
const path = `(?::\\d{1,5})?(?:[/?#][^${end}]*)?`
const host = (letter: string) =>
  `(?:\\d{1,3}(?:\\.\\d{1,3}){3}|localhost|(?:[${letter}\\d-]+\\.)+[${letter}]{2,}|(?:[${letter}\\d-]+\\.)+xn--[a-z\\d-]+)`
const wholeAddress = new RegExp(`https?://(?:\\[[\\da-f:.]+\\])?[^${end}]*`, 'giu')
/** `example.org/tea`, not the end of an e-mail address. */
const bareAddress = new RegExp(`(?<![\\p{L}\\p{N}@./:_-])${host('\\p{L}')}(?![\\p{L}\\p{N}@])${path}`, 'giu')
/** The same right after a word of a script that has no spaces. */
const bareInOtherScript = new RegExp(`(?<![\\p{Script=Latin}\\d@./:_-])${host('a-z')}(?![\\p{Script=Latin}\\d@])${path}`, 'giu')

function withoutEndSigns(address: string): string[] {
  const signs = Math.min(maxEndSigns, /[.,;:!?'’”»)*_~…]*$/.exec(address.slice(-maxEndSigns))?.[0].length ?? 0)
  return Array.from({ length: signs + 1 }, (_, count) => address.slice(0, address.length - count))
}

const maxEndSigns = 8
