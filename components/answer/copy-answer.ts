import { toReadable } from '@/components/answer/markdown/readable'
import { copyText } from '@/components/ui/copy-button'
import { toSourceHref } from '@/components/ui/safe-url'
import type { RunView } from '@/lib/run-view/state'
import { citedSources, toMarkdown } from './to-markdown'

/** Copies the answer of a run as Markdown. `false` when the browser does not allow it. */
export const copyMarkdown = (text: string, { sources }: RunView): Promise<boolean> =>
  copyText(toMarkdown(text, sources, location.origin))

type CitedSource = { n: number; title: string; href: string }

/** What is copied for the answer of a run: Markdown, and HTML taken from the page. `near` is any element of its turn. */
export const toCopies = (near: Element, text: string, { sources }: RunView): { text: string; html?: string | undefined } => {
  const cited = citedSources(text, sources).flatMap(({ n, title, url }): CitedSource[] => {
    const href = toSourceHref(url)
    return href ? [{ n, title, href: new URL(href, location.origin).href }] : []
  })
  return { text: toMarkdown(text, sources, location.origin), html: toHtml(near, cited) }
}

const toHtml = (near: Element, sources: CitedSource[]): string | undefined => {
  const shown = near.closest('article')?.querySelector('[data-slot=answer]')
  if (!shown) return undefined
  const root = document.createElement('div')
  root.append(...[...shown.childNodes].map((node) => node.cloneNode(true)))
  const { html } = toReadable(root)
  return sources.length === 0 ? html : `${html}${toList(sources)}`
}

const toList = (sources: CitedSource[]): string => {
  const words = document.createElement('p')
  words.textContent = 'Sources:'
  const list = document.createElement('ol')
  for (const { n, title, href } of sources) {
    const item = document.createElement('li')
    const link = document.createElement('a')
    item.value = n
    link.href = href
    link.textContent = title
    item.append(link)
    list.append(item)
  }
  return `${words.outerHTML}${list.outerHTML}`
}
