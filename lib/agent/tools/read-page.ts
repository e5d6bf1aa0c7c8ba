import { z } from 'zod'
import type { WantedText } from '@/lib/documents/choose-passages'
import { parsePage } from '@/lib/documents/parse-page'
import type { PageText } from '@/lib/documents/read-page'
import { withoutSigns } from '@/lib/documents/without-signs'
import { PageFailure } from '@/lib/net/page-failure'
import type { PageFetch } from '@/lib/net/page-fetch'
import { defineTool, type Tool, ToolFailure, type ToolResult } from './define-tool'
import { cutPassage } from './search/cut-passage'
import { materialLine, toSourceHeading } from './source-heading'

const maxPages = 5
/** What one page may add to what the model is given, and all pages of a call together, which is just under what any result may be. */
const maxPageBytes = 12_000
const maxContentBytes = 30_000
/** How often a run reads: with five pages each time enough for long research, and no more than that for a stranger's question. */
const maxCalls = 24

/**
 * Reads pages of the web: of each the passages that bear on what is looked for, in the form of search results. Those of one call are read
 * at the same time. A page that cannot be read is said to the model and in the row; only where none can the call has failed.
 */
export const createReadPage = (fetchPage: PageFetch): Tool =>
  defineTool({
    name: 'read_page',
    title: { todo: 'Read a page', running: 'Reading', done: 'Read' },
    icon: 'globe',
    noun: ['reading', 'readings'],
    description: `Open web pages and read them: addresses that a search gave or that the person wrote. Gives the passages of each page that bear on what you look for, with the same number to cite it by. Up to ${maxPages} pages at once.`,
    input: z.object({
      urls: z
        .array(z.string().trim().min(1, 'must not be empty').max(2000, 'is longer than 2,000 characters'))
        .min(1, 'must name a page')
        .max(maxPages, `must name at most ${maxPages} pages`)
        .describe('The addresses of the pages.'),
      looking_for: z
        .string()
        .trim()
        .max(400, 'is longer than 400 characters')
        .optional()
        .describe('What to look for in them, in a few words. Left out, each is read from its beginning.'),
    }),
    effects: 'none',
    maxCalls,
    // Ten seconds to fetch them, and some to read each.
    timeoutMs: 45_000,
    async run({ urls, looking_for }, context) {
      const { findAddress = (address: string) => address } = context
      const known = new Map(urls.map(toAddress).map((written) => [findAddress(written) ?? written, findAddress(written)]))
      const addresses = [...known.keys()]
      const wanted = {
        ...(looking_for && { lookingFor: looking_for }),
        maxBytes: Math.min(maxPageBytes, Math.floor(maxContentBytes / addresses.length)),
      }
      let read = 0
      const sayProgress = () => {
        if (addresses.length > 1 && read < addresses.length) context.progress(`Reading ${read + 1} of ${addresses.length}`)
      }
      sayProgress()
      const pages = await Promise.all(
        addresses.map(async (address) => {
          const page = known.get(address)
            ? await readOne(address, wanted, fetchPage, context.signal)
            : { address, problem: 'was not opened: in a chat with files only pages are that you name or a search finds' }
          read += 1
          sayProgress()
          return page
        }),
      )
      return toResult(pages, looking_for)
    },
  })

type ReadPage = { address: string; url: string; text: PageText }
type UnreadPage = { address: string; problem: string }

/** A person writes `example.org/tea`, and so do search results. */
const toAddress = (given: string): string => {
  const url = /^[a-z][a-z\d+.-]*:/i.test(given) && !/^[\w.-]+:\d+(?:\/|$)/.test(given) ? given : `https://${given}`
  return URL.canParse(url) ? new URL(url).href : given
}

async function readOne(
  address: string,
  wanted: WantedText,
  fetchPage: PageFetch,
  signal: AbortSignal,
): Promise<ReadPage | UnreadPage> {
  try {
    const page = await fetchPage(address, signal)
    const text = await parsePage(page, wanted, signal)
    const { url } = page
    // Where a search has found it the page keeps its number; what another site has written is said to be from there.
    return 'problem' in text
      ? { address, problem: text.problem }
      : { address, url: isSameSite(address, url) ? address : url, text }
  } catch (error) {
    if (error instanceof PageFailure) return { address, problem: error.message }
    throw error
  }
}

const isRead = (page: ReadPage | UnreadPage): page is ReadPage => 'text' in page

function toResult(pages: (ReadPage | UnreadPage)[], lookingFor: string | undefined): ToolResult {
  const read = pages.filter(isRead)
  const unread = pages.filter((page): page is UnreadPage => !isRead(page))
  if (read.length === 0) throw toToolFailure(unread)
  const unreadable = unread.map(({ address, problem }) => withoutSigns(`Not read: ${address} ${problem}.`))
  return {
    content: [[materialLine, ...unreadable].join('\n'), ...read.map(forModel(lookingFor))].join('\n\n'),
    summary: [toCount(read.length, pages.length), ...unread.map(toWords)].join('; '),
    ...(unread.length > 0 && { value: JSON.stringify(unread.map(({ address, problem }) => ({ page: address, problem }))) }),
    sources: read.map(({ url, text: { title, date, passages } }) => ({
      url,
      title: title || toName(url),
      passage: cutPassage(passages[0]?.text ?? ''),
      ...(date !== undefined && { date }),
      isOpened: true,
      passages: passages.map(({ text, place }) => ({ text, ...(place !== undefined && { place }) })),
    })),
  }
}

const toCount = (read: number, all: number): string =>
  read < all ? `${read} of ${all} pages` : read === 1 ? '1 page' : `${read} pages`

const toWords = ({ address, problem }: UnreadPage): string => `${siteOf(address).slice(0, 80)} ${problem}`

function toToolFailure(unread: UnreadPage[]): ToolFailure {
  const [only] = unread
  const words = unread.map(toWords).join('; ')
  const message = unread.length === 1 ? `${words}.` : `None of the ${unread.length} pages could be read: ${words}.`
  const forModel = `${only && unread.length === 1 ? `${only.address} ${only.problem}.` : message} Read another page, search, or say that it could not be read.`
  return new ToolFailure(message, { forModel })
}

const forModel =
  (lookingFor: string | undefined) =>
  ({ url, text: { title, date, passages, chars, isWhole } }: ReadPage, index: number): string => {
    const parts = passages.map(({ markdown, place }, at) =>
      place !== undefined && place !== passages[at - 1]?.place ? `## ${withoutSigns(place)}\n\n${markdown}` : markdown,
    )
    const rest = lookingFor
      ? `These are the parts about "${lookingFor}" of a page of ${chars} characters.`
      : `This is the beginning of a page of ${chars} characters. To find other parts, read it with looking_for.`
    return [toSourceHeading(index, { title: title || toName(url), url, date }), ...parts, ...(isWhole ? [] : [`(${rest})`])]
      .join('\n\n')
      .replace('\n\n', '\n')
  }

const siteOf = (address: string): string =>
  (URL.canParse(address) && new URL(address).hostname.replace(/^www\./, '')) || address.slice(0, 80)

/** A page that has no title, a PDF above all, is called by where it is. */
const toName = (url: string): string => `${siteOf(url)}${new URL(url).pathname.replace(/\/$/, '')}`.slice(0, 120)

const isSameSite = (a: string, b: string): boolean => siteOf(a) === siteOf(b)
