import { findPlace } from '@/lib/agent/tools/places'

/** The places of a question of time: "what time is it in Nairobi and Lisbon?" has two. `undefined` for any other question. */
export function readTimeQuestion(text: string): string[] | undefined {
  const question = text.slice(0, 300).trim()
  const [, places = ''] = inPlaces.exec(question) ?? between.exec(question) ?? []
  if (places !== '') return placesIn(places)
  return here.test(question) ? ['UTC'] : undefined
}

/** "… and what time is it there?": what the place is asked by, as a question of its own. Empty where that was asked before. */
export const readTimeThere = (text: string): string | undefined =>
  /^(.{0,200}?)(?:(?:^|,?\s+)and\s+|^)what(?:['’]?s| is)?(?: the)?(?: current| local)? time(?: is it)?(?: now)? there(?: now)?\W*$/is.exec(
    text,
  )?.[1]

/** The place that an answer names and the question does not: "**Canberra** is the capital of Australia". */
export function placeIn(answer: string, question: string): string | undefined {
  const names = [...answer.slice(0, 2_000).matchAll(/\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*/gu)].map(([name]) => name)
  const places = names.filter((name) => findPlace(name) !== undefined)
  return places.find((name) => !question.includes(name)) ?? places[0]
}

/** A place alone, as in "what about Lisbon?" after a question of time. */
export function readPlaces(text: string): string[] | undefined {
  const places = placesIn(
    text.slice(0, 200).replace(/^\W*(?:(?:and|but|or|also|now|ok|okay|what about|how about|in|for|at),?\s+)+/i, ''),
  )
  return places?.every((place) => /^[\p{L}'’.\s/_+-]+$/u.test(place) && place.split(/\s+/).length <= 4) ? places : undefined
}

const start = String.raw`^\W*(?:(?:and|also|please|(?:can|could) you|tell me|give me|show me|do you know) )*`
const inPlaces = new RegExp(
  `${start}(?:what(?:['’]?s| is)? )?(?:the )?(?:(?:current|local|exact) )?(?:date and )?(?:time|hour|date|day)(?: is it| it is)?(?: (?:right )?now)? (?:in|at|for|on|over in) (.+)$`,
  'iu',
)
const between = /^\W*(?:what(?:['’]?s| is) )?(?:the )?time difference between (.+)$/i
const here = new RegExp(
  String.raw`${start}(?:what (?:time|day|date) is it|(?:what(?:['’]?s| is) )?(?:the (?:current )?(?:time|date|day)|today['’]?s date)|what day is (?:it )?today)(?: (?:right )?(?:now|today|here|please))*\W*$`,
  'i',
)

const maxPlaces = 6

function placesIn(text: string): string[] | undefined {
  const places = text
    .replace(/[?!.\s]+$/, '')
    .replace(/[\s,]+(?:right now|now|at the moment|at present|today|currently|please)$/i, '')
    .split(/\s*,?\s+(?:and|or|&)\s+/i)
    .flatMap((place) => (findPlace(place) ? [place] : place.split(/\s*,\s*/)))
    .map((place) =>
      place
        .replace(/^(?:in|at|on|the city of|also|both)\s+/i, '')
        .replace(/^(?!the (?:hague|bronx))the\s+/i, '')
        .trim(),
    )
    .filter((place) => place !== '')
    .slice(0, maxPlaces)
  if (
    places.some(
      (place) =>
        place.length > 60 || !/^\p{L}/u.test(place) || /^(?:search|look|find|calculate|compute|what|how|tell)\s/i.test(place),
    )
  )
    return undefined
  return places.length > 0 ? places : undefined
}
