import { decodeNamedCharacterReference } from 'decode-named-character-reference'

/**
 * `&amp;` → `&`: the lexer leaves character references to its HTML renderer, and we render none. All names of HTML are known:
 * a browser looks them up in its own table, so none is sent to it.
 */
export const decodeEntities = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]\w{1,31}));/g, toCharacter) : text

const toCharacter = (reference: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return decodeNamedCharacterReference(name) || reference
  const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
  const exists = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return exists ? String.fromCodePoint(code) : '\ufffd'
}
