import { documentLimits } from '@/lib/protocol/document'
import { cleanText } from '@/lib/protocol/read-field'
import { Refusal, tooLong } from './refusal'

/**
 * The text in bytes of an encoding that nobody has told: what the mark at the beginning says, else UTF-16 where every other
 * byte is zero, else UTF-8 where it is valid, else `fallback`, which is Windows' form of Latin-1, in which anything can be read,
 * or what the file itself says. Throws a `Refusal` for what is no text at all.
 */
export function decodeText(bytes: Uint8Array, fallback = 'windows-1252'): string {
  const text = new TextDecoder(encodingOf(bytes) ?? fallback).decode(bytes)
  if (isBinary(text)) throw new Refusal('This file is not text, and not of a kind that can be read here.')
  // The markup of a page may be longer than its text, but not by this much.
  if (text.length > 4 * documentLimits.maxChars) throw new Refusal(tooLong)
  return cleanText(text)
}

function encodingOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const start = bytes.subarray(0, 4096)
  const zeros = (first: number) => start.filter((byte, index) => index % 2 === first && byte === 0).length
  // Letters of Latin have a zero as their higher byte, and no other text has any.
  if (zeros(1) > start.length / 5 && zeros(0) === 0) return 'utf-16le'
  if (zeros(0) > start.length / 5 && zeros(1) === 0) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return undefined // The decoder says only that it is not valid.
  }
}

/** A text has hardly any control characters but line breaks and tabs, wherever one looks. */
function isBinary(text: string): boolean {
  const looked = text.length <= 2 * lookedChars ? text : text.slice(0, lookedChars) + text.slice(-lookedChars)
  const strange = looked.match(strangeCharacter)?.length ?? 0
  return strange > looked.length / 100
}

const lookedChars = 32_768
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const strangeCharacter = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u0081\u008d\u008f\u0090\u009d\ufffd]/g
