import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/** A snippet of HTML as text: services mark what was matched (`<strong>`) and write `&amp;` and `&#x27;`. */
export const htmlToText = (html: string): string =>
  html
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][\da-z]*));/gi, (whole, decimal, hexadecimal, name) =>
      name
        ? decodeNamedCharacterReference(name) || whole
        : toCharacter(decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16)),
    )

const toCharacter = (code: number): string => (code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd')
