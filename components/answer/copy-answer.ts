import { toReadable } from '@/components/answer/markdown/readable'
import { copyText } from '@/components/ui/copy-button'
import { citedSources, toAddress, toMarkdown } from '@/lib/markdown/answer-markdown'
import type { Source } from '@/lib/protocol/event'
import { formatSourceDetails } from '@/lib/run-view/format-source'
import type { RunView } from '@/lib/run-view/state'

/** Copies the answer of a run as Markdown. `false` when the browser does not allow it. */
export const copyMarkdown = (text: string, { sources }: RunView): Promise<boolean> =>
  copyText(toMarkdown(text, sources, location.origin))

/** What is copied for the answer of a run: Markdown, and HTML taken from the page. `near` is any element of its turn. */
export const toCopies = (near: Element, text: string, { sources }: RunView): { text: string; html?: string | undefined } => {
  return { text: toMarkdown(text, sources, location.origin), html: toHtml(near, citedSources(text, sources)) }
}

const toHtml = (near: Element, cited: Source[]): string | undefined => {
  const shown = near.closest('article')?.querySelector('[data-slot=answer]')
  if (!shown) return undefined
  const root = document.createElement('div')
  root.append(...[...shown.childNodes].map((node) => node.cloneNode(true)))
  const { html } = toReadable(root)
  return cited.length === 0 ? html : `${html}${toSourceListHtml(cited, location.origin)}`
}

/** "Sources:" and a list of them as HTML, as `toSourceList` is as Markdown. It needs a page. */
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
