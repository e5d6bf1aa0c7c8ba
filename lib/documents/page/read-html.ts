import { Readability } from '@mozilla/readability'
import { toBoundedTree } from './bounded-tree'
import { toBlocks } from './html-blocks'
import type { Block } from './passages'

/** What a page of HTML says, without menus and the like. `date` is the day of publication as `2026-05-01`, where it is told. */
export type HtmlText = { title: string; date?: string; blocks: Block[] }

/** An article shorter than this may be a notice beside the text of the page. */
const minArticleChars = 400
/** The search for the article takes long in a page of more elements; then all of it is taken. */
const maxArticleElements = 12_000

/**
 * The main text of a page, as the reader view of a browser finds it; of a page that is no article, all of its text but menus, margins
 * and feet. Any HTML can be read, but one that is made to be hard takes long: it belongs in a worker.
 */
export function readHtml(html: string): HtmlText {
  const { document, elements } = toBoundedTree(html)
  const date = dayOf(document)
  const title = titleOf(document)
  const whole = toBlocks(document.body)
  const article = elements > maxArticleElements ? undefined : findArticle(document)
  return { title: title || article?.title || '', ...(date !== undefined && { date }), blocks: choose(article?.blocks, whole) }
}

const choose = (article: Block[] | undefined, whole: Block[]): Block[] => {
  if (!article) return whole
  const chars = charsOf(article)
  return chars < minArticleChars && charsOf(whole) > 3 * chars ? whole : article
}

/** Changes the document. */
function findArticle(document: Document): { title: string; blocks: Block[] } | undefined {
  try {
    // The tree itself in place of text, which would be parsed again.
    const found = new Readability<Node>(document, { disableJSONLD: true, serializer: (node) => node }).parse()
    return found?.content ? { title: found.title ?? '', blocks: toBlocks(found.content) } : undefined
  } catch {
    return undefined // Of some pages its patterns need more of the stack than there is.
  }
}

const charsOf = (blocks: Block[]): number => blocks.reduce((sum, { text }) => sum + text.length, 0)

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
