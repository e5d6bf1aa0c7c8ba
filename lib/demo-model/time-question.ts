import { findPlace } from '@/lib/agent/tools/places'

/** The places of a question of time: "what time is it in Nairobi and Lisbon?" has two. `undefined` for any other question. */
export function readTimeQuestion(text: string): string[] | undefined {
  const question = text.slice(0, 300).trim()
  const asked = asksWithPlace.exec(question)
  if (asked) return placesIn(asked.groups?.['places'] ?? '')
  if (asksDifference.test(question)) {
    const [, between = ''] = /\bbetween\s+(.+)$/i.exec(question) ?? []
    return placesIn(between)
  }
  return asksHere.test(question) ? ['UTC'] : undefined
}

/** A place alone, as in "what about Lisbon?" after a question of time. */
export function readPlaces(text: string): string[] | undefined {
  const places = placesIn(
    text
      .slice(0, 200)
      .replace(/^\W*(?:and|but|also|now|ok(?:ay)?)?,?\s*(?:what|how) about\s+|^\W*(?:and|or)\s+/i, '')
      .replace(/^(?:in|for|at)\s+/i, ''),
  )
  return places?.every((place) => /^[\p{L}'’.\s/_+-]+$/u.test(place) && place.split(/\s+/).length <= 4) ? places : undefined
}

const ask = String.raw`(?:what(?:['’]?s|\s+is)?\s+)?(?:the\s+)?(?:current\s+|local\s+|exact\s+)?(?:date\s+and\s+)?(?:time|hour|date|day)`
const asksWithPlace = new RegExp(
  String.raw`^\W*(?:and\s+|also\s+|please\s+|(?:can|could)\s+you\s+)*(?:tell\s+me\s+|give\s+me\s+|show\s+me\s+|do\s+you\s+know\s+)?(?:${ask}(?:\s+is\s+it|\s+it\s+is)?|how\s+late\s+is\s+it)(?:\s+(?:right\s+)?now|\s+currently)?\s+(?:in|at|for|on|over\s+in)\s+(?<places>.+)$`,
  'iu',
)
const asksDifference = /^\W*(?:what(?:['’]?s|\s+is)\s+)?(?:the\s+)?time\s+difference\s+between\s/i
const asksHere =
  /^\W*(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:tell\s+me\s+)?(?:what\s+(?:time|day|date)\s+is\s+it|what(?:['’]?s|\s+is)\s+the\s+(?:current\s+)?(?:time|date|day)|the\s+(?:current\s+)?time|what(?:['’]?s|\s+is)\s+today['’]?s\s+date|what\s+day\s+is\s+(?:it\s+)?today)(?:\s+(?:right\s+)?(?:now|today|here|please))*\W*$/i

const maxPlaces = 6

function placesIn(text: string): string[] | undefined {
  const places = text
    .replace(/[?!.\s]+$/, '')
    .replace(/[\s,]+(?:right\s+now|now|at\s+the\s+moment|at\s+present|today|currently|please)$/i, '')
    .split(/\s*,?\s+(?:and|or|&)\s+/i)
    .flatMap((place) => (findPlace(place) ? [place] : place.split(/\s*,\s*/)))
    .map((place) =>
      place
        .replace(/^(?:in|at|on|the\s+city\s+of|also|both)\s+/i, '')
        .replace(/^(?!the\s+(?:hague|bronx))the\s+/i, '')
        .trim(),
    )
    .filter((place) => place !== '')
    .slice(0, maxPlaces)
  if (places.some((place) => /^(?:search|look|find|calculate|compute|what|how|tell)\s/i.test(place))) return undefined
  return places.length > 0 && places.every((place) => place.length <= 60 && /^\p{L}/u.test(place)) ? places : undefined
}
