import { analyse } from 'chardet'
import { documentLimits } from '@/lib/protocol/document'
import { cleanText } from '@/lib/protocol/read-field'
import { toLatin } from './file-kind'
import { Refusal, tooLong } from './refusal'

/**
 * The text in bytes: in the encoding that their first ones mark; else UTF-8, or what a site or the page itself says, where that is valid;
 * else UTF-16, which zeros betray; else the one that they are most like; else Windows' form of Latin-1, in which anything can be read.
 * Throws a `Refusal` for what is no text at all. Browsers believe what they are told before they look; here nobody could correct them.
 * @see https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
 */
export function decodeText({ bytes, declaredType = '' }: { bytes: Uint8Array; declaredType?: string | undefined }): string {
  const mark = markOf(bytes)
  const text = mark ? new TextDecoder(mark).decode(bytes) : decodeUnmarked(bytes, declaredType)
  if (isBinary(text)) throw new Refusal('This file is not text, and not of a kind that can be read here.')
  // The markup of a page may be longer than its text, but not by this much.
  if (text.length > 4 * documentLimits.maxChars) throw new Refusal(tooLong)
  return cleanText(text)
}

const markOf = ([first, second, third]: Uint8Array): string | undefined => {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined
}

function decodeUnmarked(bytes: Uint8Array, declaredType: string): string {
  const said = [/charset\s*=\s*["']?([^"';\s]+)/i.exec(declaredType)?.[1], charsetWithin(bytes)].filter(isKnown)
  // Text of other encodings is hardly ever valid as UTF-8, but for those that have no byte above 127.
  const likely = bytes.some((byte) => byte > 127) ? ['utf-8', ...said] : [...said, 'utf-8']
  for (const encoding of [...likely, ...zerosOf(bytes)]) {
    try {
      const text = decode(bytes, encoding, true)
      if (!isBinary(text)) return text
    } catch {
      // The decoder says only that it is not valid.
    }
  }
  // A few characters that are broken on the way make no other encoding of it.
  const broken = decode(bytes, said[0] ?? 'utf-8')
  const count = (pattern: RegExp) => broken.slice(0, 2 * lookedChars).match(pattern)?.length ?? 0
  if (count(/\ufffd/g) * 10 <= count(/[^\0-\x7f]/g)) return broken
  const guess = decode(bytes, likeliest(bytes) ?? latin)
  return guess.includes('\ufffd') ? decode(bytes, latin) : guess
}

const latin = 'windows-1252'

/** Node reads Windows' form of Latin-1 as Latin-1, in which the characters from 128 to 159 are no letters. */
function decode(bytes: Uint8Array, label: string, fatal = false): string {
  const decoder = new TextDecoder(label, { fatal })
  const text = decoder.decode(bytes)
  return decoder.encoding === latin
    ? text.replace(/[\x80-\x9f]/g, (letter) => windowsLetters[letter.charCodeAt(0) - 128] ?? letter)
    : text
}

const windowsLetters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** UTF-16 without a mark: Latin letters, spaces and line breaks have a zero as their higher byte, and no other text has any. */
function zerosOf(bytes: Uint8Array): string[] {
  const start = bytes.subarray(0, 4096)
  const count = (first: number) => start.filter((byte, index) => index % 2 === first && byte === 0).length
  const [even, odd] = [count(0), count(1)]
  // One that is there by accident does not count.
  if (Math.min(even, odd) > 0 || Math.max(even, odd) < start.length / 200) return []
  return [odd > 0 ? 'utf-16le' : 'utf-16be']
}

/** What a page says that it is. It cannot be UTF-16, or that could not have been read. */
function charsetWithin(bytes: Uint8Array): string | undefined {
  const start = toLatin(bytes.subarray(0, 2048))
  if (!/^\s*</.test(start)) return undefined
  const label =
    /<meta[^>]{0,500}charset\s*=\s*["']?([\w-]{2,40})/i.exec(start)?.[1] ??
    /^<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]{2,40})/.exec(start)?.[1]
  return label && /^utf-?16/i.test(label) ? 'utf-8' : label
}

/** The likeliest encoding, by how often bytes follow each other in each language. */
const likeliest = (bytes: Uint8Array): string | undefined =>
  analyse(bytes.subarray(0, 65_536)).find(({ name, confidence }) => confidence >= minConfidence && isKnown(name))?.name

/** The least confidence of 100: below it one guess is as good as another. */
const minConfidence = 30

function isKnown(label: string | undefined): label is string {
  try {
    return label !== undefined && new TextDecoder(label).encoding !== ''
  } catch {
    return false // No encoding that there is.
  }
}

/** A text has hardly any control characters but line breaks and tabs, wherever one looks. */
function isBinary(text: string): boolean {
  const looked = text.length <= 2 * lookedChars ? text : text.slice(0, lookedChars) + text.slice(-lookedChars)
  const strange = looked.match(strangeCharacter)?.length ?? 0
  return strange > looked.length / 100 + 2
}

const lookedChars = 32_768
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const strangeCharacter = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u0081\u008d\u008f\u0090\u009d\ufffd]/g
