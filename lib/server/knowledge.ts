import { type Article, readArticle, readArticles } from '@/lib/agent/tools/search/articles'

/** The library's articles for its pages: all of them by title, or the one of that address. */
export const knowledge = {
  list: (): Promise<Article[]> => readArticles(),
  find: (slug: string): Promise<Article | undefined> => readArticle(slug),
}
