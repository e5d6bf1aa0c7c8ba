/**
 * What a page or a file says is read beside what tools say: it can neither number a source of its own (`[2]`, as in the marks of notes)
 * nor write a sign by which models tell who speaks. No character is lost: `[2]` becomes `[ 2 ]`, which cites nothing and means
 * the same in code. In code an index (`args[0]`) stays as it is.
 */
export const withoutSigns = (text: string): string =>
  text
    .split(code)
    .map((part, at) => part.replace(at % 2 === 1 ? markInCode : mark, '[ $1 ]'))
    .join('')
    .replace(/<(?=[|｜])/g, '‹')

/** Code in Markdown. It is in parentheses, so that it is kept where a text is split by it. */
const code = /(```[\s\S]*?(?:```|$)|`[^`\n]+`)/
const mark = /\[(#?\d+)\]/g
/** `[#2]` anywhere, and `[2]` where nothing stands before it that it could be an index of. */
const markInCode = /(?:(?<![\p{L}\p{N}_$)\]])|(?=\[#))\[(#?\d+)\]/gu
