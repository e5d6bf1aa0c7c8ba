/**
 * What a page or a file says is read beside what tools say: it can neither number a source of its own (`[2]`, as in the marks of notes)
 * nor write a sign by which models tell who speaks.
 */
export const withoutSigns = (text: string): string =>
  text
    .replace(/(?<=[\p{L}\p{N}\p{P}])\[#?\d{1,4}\]/gu, '')
    .replace(/\[(#?\d{1,4})\]/g, '($1)')
    .replace(/<(?=[|｜])/g, '‹')
