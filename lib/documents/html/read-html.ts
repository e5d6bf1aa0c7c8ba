import { Readability } from '@mozilla/readability'
import type { TextBlock } from '@/lib/documents/passages'
import { toTextBlocks } from './blocks'
import { type TreeBounds, toBoundedTree } from './bounded-tree'

/** What HTML says. `date` is the day of publication as `2026-05-01`, where it is told. */
type HtmlText = { title: string; date?: string; blocks: TextBlock[] }

/** A file is read whole or not at all. */
const fileBounds: TreeBounds = { maxElements: 200_000, maxDepth: 10_000, isCut: false }
/** Elements beyond these are not elements of any page that people read. */
const pageBounds: TreeBounds = { maxElements: 40_000, maxDepth: 1000, isCut: true }
/** An article shorter than this may be a notice beside the text of the page. */
const minArticleChars = 400
/** The search for the article takes long in a page of more elements; then all of it is taken. */
const maxArticleElements = 12_000

/** All of the text of a file. */
export const readHtmlFile = (html: string): TextBlock[] =>
  toTextBlocks(toBoundedTree(html, fileBounds).document.body, { withMargins: true })

/**
 * The main text of a page of the web, as the reader view of a browser finds it; of a page that is no article, all of its text but menus,
 * margins and feet. Any HTML can be read, but one that is made to be hard takes long: it belongs in a worker.
 */
export function readHtmlPage(html: string): HtmlText {
  const { document, elements } = toBoundedTree(html, pageBounds)
  const date = dayOf(document)
  const title = titleOf(document)
  const whole = toTextBlocks(document.body)
  const article = elements > maxArticleElements ? undefined : findArticle(document)
  return { title: title || article?.title || '', ...(date !== undefined && { date }), blocks: choose(article?.blocks, whole) }
}

const choose = (article: TextBlock[] | undefined, whole: TextBlock[]): TextBlock[] => {
  if (!article) return whole
  const chars = charsOf(article)
  return chars < minArticleChars && charsOf(whole) > 3 * chars ? whole : article
}

/** The main text of a page, where there is one. It changes the document. */
function findArticle(document: Document): { title: string; blocks: TextBlock[] } | undefined {
  try {
    // The tree itself in place of text, which would be parsed again.
    const found = new Readability<Node>(document, { disableJSONLD: true, serializer: (node) => node }).parse()
    return found?.content ? { title: found.title ?? '', blocks: toTextBlocks(found.content) } : undefined
  } catch {
    return undefined // Of some pages its patterns need more of the stack than there is.
  }
}

const charsOf = (blocks: TextBlock[]): number => blocks.reduce((sum, { text }) => sum + text.length, 0)

const titleOf = (document: Document): string => {
  const [meta] = metaOf(document, ['og:title', 'twitter:title'])
  return (document.querySelector('title')?.textContent || meta || document.querySelector('h1')?.textContent || '')
    .replace(/\s+/g, ' ')
    .trim()
}

const dayOf = (document: Document): string | undefined => {
  const names = ['article:published_time', 'datePublished', 'date', 'dc.date', 'dcterms.created', 'citation_publication_date']
  const published = document.querySelector('[itemprop=datePublished]')?.getAttribute('datetime') ?? ''
  return [...metaOf(document, names), published].map(toDay).find((day) => day !== undefined)
}

const metaOf = (document: Document, names: string[]): string[] =>
  [...document.querySelectorAll('meta')]
    .filter((meta) =>
      ['property', 'name', 'itemprop'].some((attribute) =>
        names.some((name) => name.toLowerCase() === meta.getAttribute(attribute)?.toLowerCase()),
      ),
    )
    .flatMap((meta) => meta.getAttribute('content') ?? [])

/** A day that a calendar has, of a text that begins with one. */
const toDay = (text: string): string | undefined => {
  const day = /^\d{4}[-/]\d\d[-/]\d\d/.exec(text.trim())?.[0].replaceAll('/', '-')
  const time = Date.parse(day ?? '')
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === day ? day : undefined
}
