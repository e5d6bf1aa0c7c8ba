/** `&amp;` → `&`: the lexer leaves character references to its HTML renderer, and we render none. */
export const decodeEntities = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,8}));/g, toCharacter) : text

const toCharacter = (reference: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return NAMED.get(name) ?? reference
  const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
  const exists = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return exists ? String.fromCodePoint(code) : '\ufffd'
}

/** Those that models write. The full table has 2,231 names. */
const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
  ['hellip', '…'],
  ['mdash', '—'],
  ['ndash', '–'],
  ['times', '×'],
  ['divide', '÷'],
  ['deg', '°'],
  ['euro', '€'],
  ['pound', '£'],
  ['copy', '©'],
  ['rarr', '→'],
  ['le', '≤'],
  ['ge', '≥'],
])
