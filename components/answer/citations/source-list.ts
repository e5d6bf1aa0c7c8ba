import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import { formatDate } from '@/lib/run-view/format-run'

/**
 * The address of a source as it is taken along: whole, also of our own pages, whose `origin` is given. `undefined` of a document of
 * the chat, which nobody else can open, and of an address that is not safe.
 */
export const toAddress = ({ url }: Source, origin: string): string | undefined => {
  const href = isDocument(url) ? undefined : toSourceHref(url)
  if (href === undefined) return undefined
  return href.startsWith('/') ? `${origin}${href}` : href
}

/** "Sources:" and a line for each, by its number: its title with its address, where in a document it is, and its day. */
export const toSourceList = (sources: Source[], origin: string): string => {
  const lines = sources.map((source) => {
    const address = toAddress(source, origin)
    const title = escapeLabel(source.title)
    return `${source.n}. ${[address ? `[${title}](${toTarget(address)})` : title, ...formatDetails(source)].join(', ')}`
  })
  return `Sources:\n\n${lines.join('\n')}`
}

/** The same as HTML. */
export const toSourceListHtml = (sources: Source[], origin: string): string => {
  const words = document.createElement('p')
  words.textContent = 'Sources:'
  const list = document.createElement('ol')
  for (const source of sources) {
    const item = list.appendChild(document.createElement('li'))
    item.value = source.n
    const href = toAddress(source, origin)
    const title = item.appendChild(document.createElement(href ? 'a' : 'span'))
    title.textContent = source.title
    if (href) title.setAttribute('href', href)
    item.append(
      formatDetails(source)
        .map((detail) => `, ${detail}`)
        .join(''),
    )
  }
  return `${words.outerHTML}${list.outerHTML}`
}

/** An address as the target of a Markdown link. */
export const toTarget = (address: string): string => address.replaceAll('(', '%28').replaceAll(')', '%29')

/** What stands after the title of a source: "page 4" of a document, and the day on which a page was published. */
export const formatDetails = (source: Source): string[] => [
  ...placesOf(source),
  ...(source.date ? [formatDate(Date.parse(source.date))] : []),
]

const isDocument = (url: string): boolean => url.startsWith('/documents/')

/** The places of a document that were read, if they are few. */
const placesOf = ({ url, passages = [] }: Source): string[] => {
  if (!isDocument(url)) return []
  const [, kind, from, to] = /#(page|lines)=(\d+)(?:-(\d+))?$/.exec(url) ?? []
  if (kind === 'page') return [`page ${from}`]
  if (kind === 'lines') return [to ? `lines ${from}–${to}` : `line ${from}`]
  const places = [...new Set(passages.flatMap(({ place }) => place ?? []))]
  return places.length <= maxPlaces ? places : []
}
const maxPlaces = 3

const escapeLabel = (title: string): string => title.replace(/\s+/g, ' ').replace(/[[\]\\*_`<]/g, '\\$&')
