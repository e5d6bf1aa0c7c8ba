import type { Source } from '@/lib/protocol/event'

/**
 * An answer as it is copied: its Markdown, with each citation a link to its source, so that it still means something
 * elsewhere. Code stays as it is, and so does a number without a source. `origin` completes addresses of our own pages.
 */
export const toMarkdown = (text: string, sources: Source[], origin: string): string => {
  const byNumber = new Map(sources.map((source) => [source.n, source]))
  return text.replace(CODE_OR_CITATION, (match, _fence, _code, digits: string | undefined) => {
    const source = digits === undefined ? undefined : byNumber.get(Number(digits))
    return source ? `[${escapeLabel(source.title)}](${escapeUrl(new URL(source.url, origin).href)})` : match
  })
}

const CODE_OR_CITATION =
  /^[ \t]*(`{3,}|~{3,})[\s\S]*?(?:\n[ \t]*\1[`~]*[ \t]*(?=\n|$)|$(?![\s\S]))|(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)|\[(\d{1,3})\](?!\()/gm

const escapeLabel = (title: string): string => title.replace(/\s+/g, ' ').replace(/[[\]\\*_`<]/g, '\\$&')
const escapeUrl = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29')
