import MiniSearch from 'minisearch'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { knowledgeFolder, readArticles } from './articles'
import { defaultSearchLimits, type Found, maxPassageChars, type SearchProvider } from './found'
import { type LibraryPassage, passageId, toPassages, toProse } from './passages'

/** A page that has less than this of what the query says is about something else. A rare word says more than a common one. */
const minCoverage = 0.38
/** Pages and passages far below the best one are noise. */
const minShareOfBest = 0.12

type Library = { index: MiniSearch<LibraryPassage>; passages: Map<string, LibraryPassage>; rarityOf: (term: string) => number }

/** The articles that come with the app, in a full-text index that is built by the first search. */
export function createLocal({
  directory = knowledgeFolder,
  maxFound = defaultSearchLimits.maxFound,
}: {
  directory?: string
  maxFound?: number
} = {}): SearchProvider {
  let loading: Promise<Library> | undefined
  const open = () => {
    loading ??= openLibrary(directory)
    return loading
  }
  return {
    name: 'the library',
    place: 'library',
    prepare: open,
    async search(query) {
      try {
        return find(await open(), query, maxFound)
      } catch (error) {
        loading = undefined
        throw new ToolFailure('The library could not be read.', { cause: error })
      }
    },
  }
}

async function openLibrary(directory: string): Promise<Library> {
  const passages = (await readArticles(directory)).flatMap((article) => toPassages(article, maxPassageChars))
  const index = new MiniSearch<LibraryPassage>({
    fields: ['title', 'heading', 'text'],
    processTerm: toTerm,
    searchOptions: {
      boost: { title: 3, heading: 1.5 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { prefix: 0.4, fuzzy: 0.2 },
    },
  })
  index.addAll(passages)
  const words = passages.map(({ title, heading, text }) => [...termsOf(`${title} ${heading} ${text}`)])
  return {
    index,
    passages: new Map(passages.map((passage) => [passage.id, passage])),
    rarityOf: (term) => {
      const count = words.filter((each) => each.some((word) => word.startsWith(term))).length
      return Math.log(1 + (words.length + 0.5) / (count + 0.5))
    },
  }
}

type Hit = { passage: LibraryPassage; score: number }
type Page = { hits: Hit[]; matched: Map<string, number>; words: Set<string> }

function find({ index, passages, rarityOf }: Library, query: string, maxFound: number): Found[] {
  const asked = termsOf(query)
  const weights = new Map([...asked].map((term) => [term, rarityOf(term)]))
  const weightOf = (term: string) => weights.get(term) ?? 0
  const whole = sum([...weights.values()])
  const pages = new Map<string, Page>()
  for (const result of index.search(query)) {
    const passage = passages.get(String(result.id))
    if (!passage) continue
    const page: Page = pages.get(passage.slug) ?? { hits: [], matched: new Map(), words: new Set() }
    page.hits.push({ passage, score: result.score })
    for (const term of result.queryTerms)
      page.matched.set(term, Math.max(page.matched.get(term) ?? 0, likeness(term, result.terms)))
    for (const word of result.terms) page.words.add(word)
    pages.set(passage.slug, page)
  }
  const scored = [...pages.values()]
    .filter(({ hits, matched, words }) => matched.size > 1 || isNamed(hits, [...matched.keys()], words))
    .map(({ hits, matched }) => ({
      hits,
      coverage: sum([...matched].map(([term, share]) => share * weightOf(term))) / Math.max(whole, 1e-9),
    }))
    .filter(({ coverage }) => coverage >= minCoverage)
    .map(({ hits, coverage }) => ({ hits, score: scoreOf(hits) * coverage, titleShare: titleShareOf(hits, asked) }))
  const best = Math.max(...scored.map(({ score }) => score))
  return scored
    .sort((a, b) => b.score * (1 + b.titleShare ** 2 * 2) - a.score * (1 + a.titleShare ** 2 * 2))
    .filter(({ score }) => score >= best * minShareOfBest)
    .slice(0, maxFound)
    .flatMap(({ hits }) => toFound(hits, (slug, order) => passages.get(passageId(slug, order))))
}

/** One word alone says what a page is about only from its title, a heading or its summary. */
const isNamed = (hits: Hit[], terms: string[], found: ReadonlySet<string>): boolean =>
  hits.some(({ passage: { title, heading, order, text } }) => {
    const names = [...termsOf(`${title} ${heading} ${order === 0 ? text : ''}`)]
    return names.some((name) => terms.some((term) => name.startsWith(term) || (term.length > 5 && found.has(name))))
  })

/** How much of the page's title was asked for: "server-sent events" is all of one title and half of another. */
function titleShareOf([hit]: Hit[], asked: Set<string>): number {
  const title = termsOf(hit?.passage.title ?? '')
  return [...title].filter((term) => [...asked].some((word) => term.startsWith(word))).length / Math.max(1, title.size)
}

const termsOf = (text: string): Set<string> => new Set(text.split(/[\s\p{P}]+/u).flatMap((word) => toTerm(word) ?? []))

/** A word that is there counts whole; one that is merely spelled alike (a typing error, or another word) counts half. */
const likeness = (term: string, found: string[]): number => (found.some((word) => word.startsWith(term)) ? 1 : 0.5)

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The best passage counts whole, the next ones a little. */
const scoreOf = ([best, ...others]: Hit[]): number =>
  (best?.score ?? 0) + 0.15 * sum(others.slice(0, 3).map(({ score }) => score))

/** How much of a page the model reads. */
const maxReadChars = 2_000

/** One page: what is shown of it, and more of it for the model, part by part. */
function toFound(hits: Hit[], passageAt: (slug: string, order: number) => LibraryPassage | undefined): Found[] {
  const [best, ...others] = hits
  if (!best) return []
  const { slug, title } = best.passage
  const summary = passageAt(slug, 0)
  const further = others.filter(({ score }) => score >= best.score * 0.5).map(({ passage }) => passage)
  const shown = choose([best.passage, ...(summary ? [summary] : []), ...further], maxPassageChars)
  // What follows the best passage explains it.
  const after = [1, 2].flatMap((step) => passageAt(slug, best.passage.order + step) ?? [])
  const read = choose([...shown, ...others.map(({ passage }) => passage), ...after], maxReadChars)
  return [
    {
      url: `/knowledge/${slug}`,
      title,
      passage: toProse(markdownOf(shown)) || (summary?.text ?? ''),
      markdown: withHeadings(read),
      ...(read.length > shown.length && {
        passages: read.map(({ heading, text }) => ({ text, ...(heading && { place: heading }) })),
      }),
    },
  ]
}

/** Chooses as many passages as there is room for, the first in any case, in the order of the page. */
function choose(passages: LibraryPassage[], maxChars: number): LibraryPassage[] {
  const chosen: LibraryPassage[] = []
  let chars = 0
  for (const passage of new Set(passages)) {
    if (chosen.length > 0 && chars + passage.text.length > maxChars) continue
    chosen.push(passage)
    chars += passage.text.length + 1
  }
  return chosen.sort((a, b) => a.order - b.order)
}

const markdownOf = (passages: LibraryPassage[]): string => passages.map(({ markdown }) => markdown).join('\n\n')

const withHeadings = (passages: LibraryPassage[]): string =>
  passages
    .map(({ heading, markdown }, i) =>
      heading && heading !== passages[i - 1]?.heading ? `## ${heading}\n\n${markdown}` : markdown,
    )
    .join('\n\n')

/** The words of a question that say nothing of what it is about. */
const stopWords = new Set(
  (
    'a about after all an and any are as at be been between but by can compare compared could did do does doing done explain for from get gets give had has have ' +
    'he her his how i if in into is it its just know me might more most much my need no not of on one or other our out over please say she should show so some ' +
    'such tell than that the their them then there these they thing this to up us use used uses using very want was we were what when where which while who whose ' +
    'why will with work works would you your difference different vs versus'
  ).split(' '),
)

/** One form for "Token", "tokens" and "token's", and for "resume" and "resuming"; nothing for stop words. */
function toTerm(word: string): string | null {
  const term = word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/['’]s$/, '')
  if (!/[\p{L}\p{N}]/u.test(term) || stopWords.has(term)) return null
  const single = term.length > 3 && /[^s]s$/.test(term) ? term.slice(0, -1) : term
  return single.replace(/(?<=\p{L}{4})(?:ing|ed|e)$/u, '')
}
