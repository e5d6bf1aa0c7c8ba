import { redact } from '@/lib/agent/redact'
import { isRecord } from '@/lib/protocol/is-record'

/** What a failed model call says of itself, out of the several shapes in which clients and servers throw it. */
export type ProviderRefusal = {
  status?: number
  /** `code`, `type` and `param` of the error object, joined by blanks. */
  codes: string
  param?: string
  /** The provider's own words in one bounded line, without secrets. */
  words: string
  /** A sentence on what became of the connection, where there was no answer. */
  network?: string
  /** The bytes were no JSON. */
  unreadable: boolean
  retryAfterMs?: number
}

/** `undefined` for what did not come from a provider at all, which is a bug of ours. */
export function readRefusal(error: unknown, now: number): ProviderRefusal | undefined {
  const chain = causesOf(error)
  const network = chain.map(networkWords).find((words) => words !== undefined)
  if (network) return { codes: '', words: '', network, unreadable: false }
  if (chain.some((link) => link instanceof SyntaxError)) return { codes: '', words: '', unreadable: true }
  // The innermost: wrappers copy the message and lose the rest.
  const source = chain.findLast((link) => isRecord(link) && ('status' in link || 'lc_error_code' in link || 'error' in link))
  if (!isRecord(source)) return undefined
  const status = toStatus(source['status']) ?? toStatus(source['code'])
  const words = toWords(source['message'])
  const param = typeof source['param'] === 'string' ? source['param'] : undefined
  const retryAfterMs = readRetryAfter(source['headers'], words, now)
  return {
    codes: [source['code'], source['type'], source['param']].filter((code) => typeof code === 'string').join(' '),
    words,
    unreadable: false,
    ...(status !== undefined && { status }),
    ...(param !== undefined && { param }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

const maxCauses = 6

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (
    let link = error;
    link !== undefined && link !== null && chain.length < maxCauses;
    link = isRecord(link) ? link['cause'] : undefined
  ) {
    chain.push(link)
  }
  // A host with several addresses fails with one error each (`AggregateError`).
  return chain.flatMap((link) => (link instanceof AggregateError ? [link, ...link.errors] : [link]))
}

/** The status of a refusal, also from `"429"` and from vLLM's `code: 400` inside a stream. */
function toStatus(value: unknown): number | undefined {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
  return Number.isInteger(number) && number >= 400 && number < 600 ? number : undefined
}

const maxWords = 240
const maxReadChars = 2000

function toWords(message: unknown): string {
  if (typeof message !== 'string') return ''
  const own = message
    .slice(0, maxReadChars)
    .replace(/Troubleshooting URL: \S+\s*$/, '')
    .replace(/^\d{3} /, '')
    .replace(/^(status code )?\(?no (status code or )?body\)?$/, '')
  const line = redact(own).replace(/\s+/g, ' ').trim()
  return line.length > maxWords ? `${line.slice(0, maxWords).toWellFormed()}…` : line
}

function networkWords(link: unknown): string | undefined {
  if (!isRecord(link)) return undefined
  const code = typeof link['code'] === 'string' ? link['code'] : ''
  const message = typeof link['message'] === 'string' ? link['message'] : ''
  for (const [pattern, words] of networkCodes) if (pattern.test(code)) return words
  if (/certificate|SSL routines|wrong version number/i.test(message)) return networkCertificate
  if (message === 'terminated' || /premature close|other side closed|socket hang up/i.test(message)) return networkLost
  return undefined
}

const unreached = (why: string): string => `The model provider could not be reached: ${why}.`
/** A connection had been made: the provider was reached, and may have answered. */
const networkLost = 'The connection to the model provider was lost.'
const networkCertificate = unreached('no safe connection could be made (TLS)')
const networkCodes: [RegExp, string][] = [
  [/^ECONNREFUSED$/, unreached('the connection was refused')],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_\w+)$/, unreached('its host name is not known')],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, unreached('it did not answer in time')],
  [/^UND_ERR_BODY_TIMEOUT$/, 'The model provider stopped answering.'],
  [/^UND_ERR_\w*TIMEOUT$/, 'The model provider did not answer in time.'],
  [/^ERR_ADDRESS$/, unreached('this is no address that may be asked')],
  [/^ERR_PRIVATE_ADDRESS$/, unreached('its address is in a private network')],
  [/^ERR_REDIRECTED$/, unreached('it sends on to another address')],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN)$/, unreached('there is no way to its network')],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_\w+|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+)$/, networkLost],
  [
    /^(CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|EPROTO)$/,
    networkCertificate,
  ],
]

/**
 * How long to wait: from the headers (`retry-after-ms`, `retry-after` in seconds or as a date), else from "try again in 1.5s".
 */
function readRetryAfter(headers: unknown, words: string, now: number): number | undefined {
  if (headers instanceof Headers) {
    const ms = toNumber(headers.get('retry-after-ms'))
    if (ms !== undefined) return ms
    const after = headers.get('retry-after')
    const seconds = toNumber(after)
    if (seconds !== undefined) return seconds * 1000
    const date = after === null ? Number.NaN : Date.parse(after)
    if (!Number.isNaN(date)) return Math.max(0, date - now)
  }
  const said = /(?:try again|retry) in ([\d.]+) ?(ms|s)\b/i.exec(words)
  const amount = toNumber(said?.[1] ?? null)
  return amount === undefined ? undefined : Math.ceil(said?.[2] === 'ms' ? amount : amount * 1000)
}

const toNumber = (text: string | null): number | undefined => {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}
