import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Source } from '@/lib/protocol/event'
import { findNotedSource, isText, replaceCitations } from '@/lib/run-view/citation-marks'
import { formatSourceDetails } from '@/lib/run-view/format-source'
import { toSourceHref } from '@/lib/run-view/source-address'

/**
 * An answer as it is copied: its Markdown, with each citation as links to its sources, `[1](https://…)`, and those sources in a
 * list at its end, so that it still means something elsewhere. Code stays as it is; a number without a source goes, as on
 * screen, and one of a document has no link. `origin` completes addresses of our own pages.
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
  const { body, footnotes } = withoutSourceNotes(text, sources)
  return replaceCitations(body, (mark, space) => {
    if (footnotes.has(mark.raw)) return undefined
    const links = mark.numbers.flatMap((n) => {
      const source = byNumber.get(n)
      if (source) onCited?.(source)
      const address = source && toAddress(source, origin)
      if (address) return [`[${n}](${toTarget(address)})`]
      return source ? [`[${n}]`] : []
    })
    if (links.length > 0) return `${space}${links.join('')}`
    return mark.mayBeText && (sources.length === 0 || isText(mark) || isDefined(text, mark.numbers)) ? undefined : ''
  })
}

/** The text without the footnotes that only repeat a source, and the marks of the footnotes that stay, such as `[^1]`. */
const withoutSourceNotes = (text: string, sources: Source[]): { body: string; footnotes: Set<string> } => {
  const footnotes = new Set<string>()
  const body = text.replace(footnote, (note: string, label: string, said: string) => {
    if (findNotedSource(label, said, sources)) return ''
    footnotes.add(`[^${label}]`)
    return note
  })
  return { body, footnotes }
}

/** A footnote's text, to the next one or the next blank line. */
const footnote = /^ {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*([^\n]*(?:\n(?![ \t]*(?:\n|$)|[ \t]{0,3}\[\^)[^\n]+)*)(?:\n|$)/gm

/** Whether the text defines one of the numbers as a reference, such as `[1]: https://…`. */
const isDefined = (text: string, numbers: number[]): boolean => numbers.some((n) => text.includes(`[${n}]: `))

/**
 * The address of a source as it is taken along: whole, also of our own pages, whose `origin` is given. `undefined` of a document of
 * the chat, which nobody else can open, and of an address that is not safe.
 */
export const toAddress = ({ url }: Source, origin: string): string | undefined => {
  const href = isDocumentAddress(url) ? undefined : toSourceHref(url)
  if (href === undefined) return undefined
  return href.startsWith('/') ? `${origin}${href}` : href
}

/** "Sources:" and a line for each, by its number: its title with its address, where in a document it is, and its day. */
export const toSourceList = (sources: Source[], origin: string): string => {
  const lines = sources.map((source) => {
    const address = toAddress(source, origin)
    const title = escapeLabel(source.title)
    return `${source.n}. ${[address ? `[${title}](${toTarget(address)})` : title, ...formatSourceDetails(source).map(escapeLabel)].join(', ')}`
  })
  return `Sources:\n\n${lines.join('\n')}`
}

/** An address as the target of a Markdown link. */
export const toTarget = (address: string): string => address.replaceAll('(', '%28').replaceAll(')', '%29')

const escapeLabel = (title: string): string => title.replace(/\s+/g, ' ').replace(/[[\]\\*_`<]/g, '\\$&')
