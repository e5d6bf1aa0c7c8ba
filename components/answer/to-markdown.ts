import type { Source } from '@/lib/protocol/event'
import { citationPattern, toMark } from '@/lib/run-view/citation-marks'

/**
 * An answer as it is copied: its Markdown, with each citation as links to its sources, `[1](https://…)`, and those sources in a
 * list at its end, so that it still means something elsewhere. Code stays as it is; a number without a source goes, as on
 * screen. `origin` completes addresses of our own pages.
 */
export const toMarkdown = (text: string, sources: Source[], origin: string): string => {
  const linked = linkCitations(text, sources, origin)
  const cited = citedSources(text, sources)
  return cited.length === 0 ? linked : `${linked.trimEnd()}\n\n${toSourceList(cited, origin)}`
}

/** The sources that a text cites, in their order. */
export const citedSources = (text: string, sources: Source[]): Source[] => {
  const cited = new Set<Source>()
  linkCitations(text, sources, 'https://x', (source) => cited.add(source))
  return sources.filter((source) => cited.has(source))
}

/** The Markdown of an answer with its citations as links, without the list of sources. */
export const linkCitations = (text: string, sources: Source[], origin: string, onCited?: (source: Source) => void): string => {
  const byNumber = new Map(sources.map((source) => [source.n, source]))
  return text.replace(codeOrCitation, (match, _fence, _ticks, space: string | undefined, ...groups) => {
    if (space === undefined || isFootnote(text, match.trim())) return match
    const mark = toMark([match, ...groups])
    const links = mark.numbers.flatMap((n) => {
      const source = byNumber.get(n)
      if (source) onCited?.(source)
      return source ? [`[${n}](${toAddress(source, origin)})`] : []
    })
    if (links.length > 0) return `${space}${links.join('')}`
    return mark.mayBeText && (sources.length === 0 || isDefined(text, mark.numbers)) ? match : ''
  })
}

/** "Sources:" and their titles with their addresses, numbered as they are cited. */
export const toSourceList = (sources: Source[], origin: string): string => {
  const lines = sources.map((source) => `${source.n}. [${escapeLabel(source.title)}](${toAddress(source, origin)})`)
  return `Sources:\n\n${lines.join('\n')}`
}

/** Whether the text defines this mark, such as `[^1]`, as a footnote. */
const isFootnote = (text: string, mark: string): boolean => mark.startsWith('[^') && text.includes(`${mark}:`)

/** Whether the text defines one of the numbers as a reference, such as `[1]: https://…`. */
const isDefined = (text: string, numbers: number[]): boolean => numbers.some((n) => text.includes(`[${n}]: `))

/** Fences and code in a line match too, so that nothing in them is taken for a citation; only citations have groups. */
const codeOrCitation = new RegExp(
  String.raw`^[ \t]*(?<fence>\x60{3,}|~{3,})[\s\S]*?(?:\n[ \t]*\k<fence>[\x60~]*[ \t]*(?=\n|$)|$(?![\s\S]))|(?<ticks>\x60+)(?!\x60)[\s\S]*?(?<!\x60)\k<ticks>(?!\x60)|(?<space>[ \t]*)(?:${citationPattern})`,
  'gm',
)

const toAddress = ({ url }: Source, origin: string): string =>
  new URL(url, origin).href.replaceAll('(', '%28').replaceAll(')', '%29')
const escapeLabel = (title: string): string => title.replace(/\s+/g, ' ').replace(/[[\]\\*_`<]/g, '\\$&')
