import { toSourceHref } from '@/components/ui/safe-url'
import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Source } from '@/lib/protocol/event'
import { formatSourceDetails } from '@/lib/run-view/format-source'

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
      formatSourceDetails(source)
        .map((detail) => `, ${detail}`)
        .join(''),
    )
  }
  return `${words.outerHTML}${list.outerHTML}`
}

/** An address as the target of a Markdown link. */
export const toTarget = (address: string): string => address.replaceAll('(', '%28').replaceAll(')', '%29')

const escapeLabel = (title: string): string => title.replace(/\s+/g, ' ').replace(/[[\]\\*_`<]/g, '\\$&')
