import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { Source } from '@/lib/protocol/event'
import { formatDate } from './format-run'

/** What stands after the title of a source: of a document where it was read ("page 4"), and the day on which a page was published. */
export const formatSourceDetails = (source: Source): string[] => [
  ...(isDocumentAddress(source.url) ? placesOf(source) : []),
  ...(source.date ? [formatDate(Date.parse(source.date))] : []),
]

const maxPlaces = 3

const placesOf = ({ url, passages = [] }: Source): string[] => {
  const [, kind, from, to] = /#(page|lines)=(\d+)(?:-(\d+))?$/.exec(url) ?? []
  const found = kind === 'page' ? [`page ${from}`] : kind === 'lines' ? [to ? `lines ${from}–${to}` : `line ${from}`] : []
  const places = [...new Set([...found, ...passages.flatMap(({ place }) => place ?? [])])]
  return places.length > maxPlaces ? [...places.slice(0, maxPlaces), '…'] : places
}
