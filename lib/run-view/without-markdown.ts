/** Markdown as text that reads well where nothing draws it: its lines, without the signs that mark them up. */
export const withoutMarkdown = (markdown: string): string =>
  markdown
    .replace(/^[ \t]*(?:`{3,}|~{3,}).*\n?/gm, '')
    .replace(/^[ \t]*(?:\|[ \t]*)?:?-{3,}[-:| \t]*\n?/gm, '')
    .replace(/^[ \t]*(?:#{1,6}|>)[ \t]+/gm, '')
    .replace(/!?\[([^\][\n]{1,500})\]\([^()\s]{1,2000}\)/g, '$1')
    .replace(/(?<![\w\\*_~])(?:\*{1,3}|_{1,3}|~~)(?=[^\s*_~])|(?<=[^\s*_~\\])(?:\*{1,3}|_{1,3}|~~)(?![\w*])/g, '')
    .replaceAll('`', '')
    .trim()
