import { toSourceListHtml } from '@/components/answer/citations/source-list'
import { toReadable } from '@/components/answer/markdown/readable'
import { copyText } from '@/components/ui/copy-button'
import type { Source } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'
import { citedSources, toMarkdown } from './to-markdown'

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
