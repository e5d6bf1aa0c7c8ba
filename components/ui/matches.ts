/** Whether every word of the query begins a word of the text, in any order; a blank query fits everything. */
export const matches = (text: string, query: string): boolean => {
  const words = toWords(text)
  return toWords(query).every((wanted) => words.some((word) => word.startsWith(wanted)))
}

/** Letters and digits, without case and accents, as the search on the server reads them. */
const toWords = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
