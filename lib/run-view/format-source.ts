import { isDocumentAddress, parsePlace } from '@/lib/protocol/document-address'
import type { Source } from '@/lib/protocol/event'
import { formatDate } from './format-run'

/** What stands after the title of a source: of a document where it was read ("page 4"), and the day on which a page was published. */
export const formatSourceDetails = (source: Source): string[] => [
  ...(isDocumentAddress(source.url) ? placesOf(source) : []),
  ...(source.date ? [formatDate(Date.parse(source.date))] : []),
]

const maxPlaces = 3

const placesOf = ({ url, passages = [] }: Source): string[] => {
  const { unit, from, to } = parsePlace(url.split('#')[1] ?? '') ?? {}
  const found =
    unit === 'page' ? [`page ${from}`] : unit === 'lines' ? [from === to ? `line ${from}` : `lines ${from}–${to}`] : []
  const places = [...new Set([...found, ...passages.flatMap(({ place }) => (place ? formatPlace(place) : []))])]
  return places.length > maxPlaces ? [...places.slice(0, maxPlaces), '…'] : places
}

/** Where a passage stands: "page 4" and "lines 12–30" as they are, a heading as "under “Results”". */
export const formatPlace = (place: string): string => (/^(?:page|lines?) \d[\d–-]*$/.test(place) ? place : `under “${place}”`)
