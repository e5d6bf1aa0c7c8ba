import { findPlace } from '@/lib/agent/tools/places'
import type { Language } from '@/lib/agent/tools/search/language'
import type { Calls } from './calls'
import type { Part } from './chain'
import { asSentence } from './talk'
import { languages, patternsOf, say, sourceOf, startsWith, wordsOf } from './words'

type TimePart = Part & { kind: 'time' }

const maxPlaces = 6

/** The places of a question of time: "what time is it in Nairobi and Lisbon?" has two. `undefined` for any other question. */
export function readTimeQuestion(text: string): TimePart[] | undefined {
  const question = text
    .slice(0, 300)
    .trim()
    .replace(/[?!.？。\s]+$|^¿/g, '')
  for (const language of languages) {
    const { time } = wordsOf(language)
    const places = new RegExp(time.in, 'iu').exec(question)?.[1]
    if (places !== undefined) return placesIn(places, language)
    if (new RegExp(time.here, 'iu').test(question)) return [{ kind: 'time', place: 'UTC', language }]
  }
  return undefined
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

/** A place alone, as in "what about Lisbon?" after a question of time, in the language of that. */
export function readPlaces(text: string, { language }: TimePart): TimePart[] | undefined {
  const { and } = patternsOf(language).lists
  let places = text.slice(0, 200)
  while (startsWith(places, and)) places = places.replace(and, '')
  const parts = placesIn(places.replace(/^\W*(?:(?:or|also|in|for|at|à|en|в) )*/iu, ''), language)
  return parts?.every(({ place }) => /^[\p{L}'’.\s/_+-]+$/u.test(place) && place.split(/\s+/).length <= 4) ? parts : undefined
}

function placesIn(text: string, language: Language): TimePart[] | undefined {
  const places = text
    .replace(/^\P{L}+|[?!.？。\s]+$/gu, '')
    .replace(/[\s,]+(?:right now|now|at the moment|at present|today|currently|please|jetzt|maintenant|ahora|сейчас)$/i, '')
    .split(new RegExp(`\\s*,?\\s*(?:${sourceOf(wordsOf(language).lists.join)})\\s*`, 'iu'))
    .flatMap((place) => (findPlace(place) ? [place] : place.split(/\s*[,、]\s*/)))
    .map((place) => place.replace(/^(?:(?:in|at|on|à|en|в|the city of|also|both|the(?! hague| bronx)) )+/i, '').trim())
    .filter((place) => place !== '')
  const isOther = (place: string) =>
    place.length > 60 || !/^\p{L}/u.test(place) || /^(?:search|look|find|calculate|compute|what|how|tell)\s/i.test(place)
  if (places.length === 0 || places.some(isOther)) return undefined
  return places.slice(0, maxPlaces).map((place) => ({ kind: 'time', place, language }))
}

/** The tool's own sentence with the time in bold; in another language than English its time and date in a sentence of that. */
export function answerTime({ place: planned, language }: Omit<TimePart, 'of'>, calls: Calls): string {
  const result = calls.ask('current_time', { place: planned })
  const place = String(result.args['place'])
  if (result.state === 'failed')
    return `${say(language, 'noTime', { place })}${language === 'en' ? ` ${asSentence(result.reason)}` : ''}`
  if (result.state === 'waiting') return `I could not look at the clock in ${place}, since I was not given the tool for it here.`
  const [sentence = '', time = '', day = '', zone = ''] =
    /^It is (\d\d:\d\d) on \w+ (\d+ \w+ \d{4}) in [^(.]*(?:\(([^)]*)\))?.*$/s.exec(result.content) ?? []
  if (language === 'en' || sentence === '')
    return `${result.content.replace(/\d{1,2}:\d{2}(?::\d{2})?/, '**$&**').trim()}${place === 'UTC' ? ' Name a city for its local time.' : ''}`
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day} UTC`))
  return say(language, 'time', { place, time, date: zone ? `${date} (${zone})` : date })
}
