import { JsonProperty } from '@/lib/protocol/json-property'
import type { Call } from './state'

type Searching = Pick<Call, 'words'> & Partial<Pick<Extract<Call, { state: 'done' }>, 'result'>>

/** True for a call whose row shows its query and pages rather than arguments and a result. */
export const isSearch = (call: Searching): boolean =>
  call.words.title !== undefined && (call.words.noun[0] === 'search' || isReading(call) || call.result?.sources !== undefined)

/** True for a call that opens pages: in the place of a query its row has their addresses. */
export const isReading = ({ words }: Pick<Call, 'words'>): boolean => words.noun[0] === 'reading'

/** What a call looks for, as far as it is written, from JSON text that may still be growing: its `query`, or its `urls` in short. */
export const findQuery = (argsText: string): { text: string; isWhole: boolean } | undefined => {
  const query = new JsonProperty('query')
  const text = query.push(argsText)
  return query.begun ? { text, isWhole: query.done } : findPages(argsText)
}

/** The addresses of the pages that a call opens, as far as they are written. */
export const findAddresses = (argsText: string): string[] => findUrls(argsText)?.addresses ?? []

const findPages = (argsText: string): { text: string; isWhole: boolean } | undefined => {
  const urls = findUrls(argsText)
  return (
    urls && {
      text: [...new Set(urls.addresses.map(urls.addresses.length > 1 ? toSite : toShort))].join(', '),
      isWhole: urls.isWhole,
    }
  )
}

/** The last address may be unfinished. An escape in one is left as it is: they are shown, not followed. */
const findUrls = (argsText: string): { addresses: string[]; isWhole: boolean } | undefined => {
  const list = /"urls"\s*:\s*\[((?:[^"\]]|"(?:[^"\\]|\\.)*(?:"|$))*)(\]?)/s.exec(argsText)
  if (!list) return undefined
  const strings = [...(list[1] ?? '').matchAll(/"((?:[^"\\]|\\.)*)(?:"|$)/gs)]
  return { addresses: strings.map(([, text = '']) => text).filter((text) => text !== ''), isWhole: list[2] !== '' }
}

const toShort = (address: string): string => address.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/?(?:[#?].*)?$/s, '')
const toSite = (address: string): string => toShort(address).split('/')[0] ?? ''
