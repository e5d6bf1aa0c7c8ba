/** A message without its Markdown and HTML: what is left is what was written, line by line. */
export function toPlainQuestion(text: string): string {
  const lines = text
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<!--[\s\S]*?-->|<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/^\s*(?:`{3,}|~{3,}).*$/gm, '')
    .replaceAll('`', '')
    .split('\n')
  return lines
    .map((line) => withoutEmphasis(withoutMark(line, lines.length > 1)).trim())
    .filter((line) => !/^[-*_=|:\s]{3,}$/.test(line))
    .join('\n')
    .trim()
}

/** Alone on its line, "- 5" or "* 5" goes on with a sum; among others it is an item of a list. */
const withoutMark = (line: string, amongOthers: boolean): string =>
  line
    .replace(/^\s*(?:>\s?)+/, '')
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(amongOthers ? /^\s*(?:[-*+•]|\d{1,2}[.)])\s+/ : /^\s*(?:[-*+•]|\d{1,2}[.)])\s+(?=\p{L})/u, '')
    .replace(/^\[[ x]\]\s+/i, '')

/** `2**3` is a sum, `**2 + 3**` is a sum in bold. */
const withoutEmphasis = (line: string): string =>
  line.replace(/(?<!\S)\*\*(?=\S)([^*\n]{1,200}[^*\s])\*\*(?=[\s?!.,;:]|$)/g, '$1')
