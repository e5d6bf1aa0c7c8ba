/** Characters of Chinese, Japanese and Korean text with their punctuation and full-width signs, for a `u` class. */
export const CJK = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6`

const ONE = new RegExp(`[${CJK}]`, 'u')
const ALL = new RegExp(`[${CJK}]`, 'gu')

export const isCjk = (character: string): boolean => ONE.test(character)

/** How many columns a text takes where CJK characters take two. */
export const widthOf = (text: string): number => text.length + (text.match(ALL)?.length ?? 0)
