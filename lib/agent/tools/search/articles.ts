import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** An article of the library: a Markdown file that begins with `# Title`, one line that sums it up, and mostly `Group: Nature`. */
export type Article = { slug: string; title: string; summary: string; group: string; body: string }

/** The group of articles that name none: those with which the library began. */
const firstGroup = 'Agents, streaming and this app'

/**
 * The folder of the articles, under the one that the server runs in; deployments carry it along (`outputFileTracingIncludes`).
 */
export const knowledgeFolder = path.join(process.cwd(), 'public/knowledge')

/**
 * All articles, by title. The files are traced by `outputFileTracingIncludes`; the bundler must not guess at the paths,
 * or it takes the whole project along.
 */
export async function readArticles(directory = knowledgeFolder): Promise<Article[]> {
  const files = (await readdir(/* turbopackIgnore: true */ directory)).filter((name) => name.endsWith('.md'))
  const read = async (name: string) =>
    parseArticle(name.slice(0, -'.md'.length), await readFile(path.join(/* turbopackIgnore: true */ directory, name), 'utf8'))
  return (await Promise.all(files.map(read))).sort((a, b) => a.title.localeCompare(b.title))
}

/** The article of that name. Only names as ours are looked up, so no name leads out of the folder. */
export async function readArticle(slug: string, directory = knowledgeFolder): Promise<Article | undefined> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug)) return undefined
  try {
    return parseArticle(slug, await readFile(path.join(/* turbopackIgnore: true */ directory, `${slug}.md`), 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Reads the text of one file of the library. Throws an `Error` that names it where it has no title and no summary, which is a
 * fault of the library.
 */
export function parseArticle(slug: string, text: string): Article {
  const match = /^# (.+)\n+(.+)\n(?:\nGroup: (.+)\n)?([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'))
  if (!match) throw new Error(`The article ${slug} does not begin with "# Title" and a summary.`)
  const [, title = '', summary = '', group = firstGroup, body = ''] = match
  return { slug, title: title.trim(), summary: summary.trim(), group: group.trim(), body: body.trim() }
}
