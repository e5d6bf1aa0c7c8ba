import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import path from 'node:path'

type Article = { title: string; extract: string }

/** Articles in our own words, about things and about others of nearly the same name, so that a wrong one is always near. */
export const languages = ['en', 'de', 'fr', 'es', 'ru', 'ja'] as const
const folder = path.join(process.cwd(), 'tests/fixtures/wikipedia')
const wikis = new Map<string, Article[]>(languages.map((language) => [language, readWiki(language)]))

function readWiki(language: string): Article[] {
  const parts = readFileSync(path.join(folder, `${language}.md`), 'utf8').split(/^# /m)
  return parts.slice(1).map((part) => {
    const [title = '', ...lines] = part.trim().split('\n')
    return { title, extract: lines.join('\n') }
  })
}

/** Speaks as much of Wikipedia's API as is asked of it: `/<language>/w/api.php` with `generator=search` and introductions. */
export const wikipediaServer: RequestListener = (request, response) => {
  const url = new URL(request.url ?? '', 'http://wikipedia')
  const [, language = ''] = url.pathname.split('/')
  const found = search(wikis.get(language) ?? [], url.searchParams.get('gsrsearch') ?? '')
  const pages = found.slice(0, Number(url.searchParams.get('gsrlimit') ?? 10)).map(({ title, extract }, index) => ({
    pageid: index + 1,
    index: index + 1,
    title,
    extract,
    canonicalurl: `https://${language}.wikipedia.org/wiki/${encodeURIComponent(title.replaceAll(' ', '_'))}`,
  }))
  const answer = pages.length > 0 ? { query: { pages } } : { batchcomplete: true }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

/** Every article that has the beginning of any word, most words first and titles before texts: more that is beside the point than a real one gives. */
function search(articles: Article[], query: string): Article[] {
  const words = query
    .toLowerCase()
    .split(/[\s\p{P}]+/u)
    .filter(Boolean)
  const starts = words.map((word) =>
    /\p{Script=Han}|\p{Script=Katakana}/u.test(word) ? word : word.slice(0, Math.max(4, word.length - 2)),
  )
  const scoreOf = ({ title, extract }: Article) =>
    starts.reduce(
      (sum, start) => sum + (extract.toLowerCase().includes(start) ? 1 : 0) + (title.toLowerCase().includes(start) ? 2 : 0),
      0,
    ) -
    title.length / 200
  return articles.filter((article) => scoreOf(article) > 0.5).sort((a, b) => scoreOf(b) - scoreOf(a))
}
