import cityTimezones, { type CityData } from 'city-timezones'
import { abbreviations, foreignLanguages, foreignNames, nicknames, states } from './place-names'

/** A place and its clock. `offsetMs` where a zone was given as "UTC+5:30", which has no name of its own. */
export type Place = { name: string; zone: string; offsetMs?: number; note?: string }

/** Finds what a person may call a place: a city, "city, country", a country, a state, an IANA zone, "CET", "UTC+3". */
export function findPlace(text: string): Place | undefined {
  const name = normalise(text)
  const bare = name.replace(/^(the )?(current )?(local )?time in /, '').replace(/ time$/, '')
  if (bare === '') return undefined
  return (
    findOffset(text) ??
    findAbbreviation(name) ??
    findIanaZone(text.trim()) ??
    // "Sídney" is Sydney, "Sidney" a town in Montana.
    (/[^\p{ASCII}]/u.test(text) ? findForeign(wordsOf(bare)) : undefined) ??
    findNamed(nicknames.get(bare) ?? bare) ??
    findForeign(wordsOf(bare))
  )
}

let foreign: Map<string, string> | undefined

/** "Tokio", "Япония", "日本": a city or a country by its name in another language. */
function findForeign(name: string): Place | undefined {
  foreign ??= new Map([
    ...foreignLanguages.flatMap((language) => {
      const nameOf = new Intl.DisplayNames(language, { type: 'region' })
      return countryCodes().map((code): [string, string] => [wordsOf(nameOf.of(code)), code])
    }),
    ...foreignNames.map(([alias, city]): [string, string] => [wordsOf(alias), city]),
  ])
  const known = foreign.get(name)
  const country = known && getIndex().countries.get(wordsOf(known))
  return country ? regionPlace(country, countryOf(country[0])) : known === undefined ? undefined : findNamed(known)
}

const countryCodes = (): string[] =>
  [...new Set(cityTimezones.cityMapping.map(({ iso2 }) => iso2))].filter((code) => /^[A-Z]{2}$/.test(code))

/** "UTC", "GMT+3", "UTC-5:30". */
function findOffset(text: string): Place | undefined {
  const match = /^\s*(?:UTC|GMT|Z)\s*(?:([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?)?\s*$/i.exec(text)
  if (!match) return undefined
  const [, sign, hours = '0', minutes = '0'] = match
  const size = Number(hours) * 60 + Number(minutes)
  if (size > 14 * 60) return undefined
  const offsetMs = (sign === '+' ? 1 : -1) * size * 60_000
  const place: Place = { name: offsetMs === 0 ? 'UTC' : `UTC${sign}${hours}${match[3] ? `:${minutes}` : ''}`, zone: 'UTC' }
  return offsetMs === 0 ? place : { ...place, offsetMs }
}

const findAbbreviation = (name: string): Place | undefined => {
  for (const [words, zone] of Object.entries(abbreviations)) {
    const [short = '', long = ''] = words.split('|')
    if (short.split(' ').includes(name) || normalise(long) === name) return { name: long, zone }
  }
  return undefined
}

/** "Europe/Paris", in any case; the platform knows them all. */
function findIanaZone(text: string): Place | undefined {
  if (!/^[a-z]+\/[a-z0-9_+\-/]+$/i.test(text)) return undefined
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    const name = text.replace(/^.*\//, '').replaceAll('_', ' ')
    return { name: name.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase()), zone }
  } catch {
    // A RangeError: no such zone.
    return undefined
  }
}

type Index = { cities: Map<string, CityData[]>; countries: Map<string, CityData[]>; provinces: Map<string, CityData[]> }
let index: Index | undefined

/** The index of all places. Each of its lists has the most populous city first. */
function getIndex(): Index {
  if (index) return index
  const built: Index = { cities: new Map(), countries: new Map(), provinces: new Map() }
  const cities = cityTimezones.cityMapping.filter((city) => city.timezone).sort((a, b) => b.pop - a.pop)
  for (const city of cities) {
    for (const key of new Set([city.city, city.city_ascii].map(wordsOf))) add(built.cities, key, city)
    for (const key of new Set([city.country, countryOf(city), city.iso3, city.iso2].map(wordsOf))) add(built.countries, key, city)
    if (city.province) add(built.provinces, wordsOf(city.province), city)
  }
  index = built
  return built
}

function add(lists: Map<string, CityData[]>, key: string, city: CityData): void {
  if (key === '') return
  const list = lists.get(key)
  if (list) list.push(city)
  else lists.set(key, [city])
}

/** A normalised name, perhaps "city, country". Countries come before cities of that name, and cities before states. */
function findNamed(name: string): Place | undefined {
  const { cities, countries, provinces } = getIndex()
  const words = wordsOf(name)
  const city = cities.get(words) ?? cities.get(words.replace(/ city$/, '')) ?? cities.get(words.replace(/^saint /, 'st '))
  if (name.includes(',')) return city?.[0] ? cityPlace(city[0]) : findQualified(name)

  const country = countries.get(words)
  // Codes such as "in" and "la" come last; a state such as Singapore is the city.
  if (country && words.length > 3 && countryOf(country[0]) !== city?.[0]?.city) return regionPlace(country, countryOf(country[0]))
  if (city?.[0]) return { ...cityPlace(city[0]), ...(hasRival(city) && { note: 'There are other places of that name.' }) }
  const province = provinces.get(words)
  if (province) return regionPlace(province, province[0]?.province ?? '')
  return country ? regionPlace(country, countryOf(country[0])) : findUnseparated(words)
}

/** "Portland, Maine" or "Georgia, US". A town that is not in the list has the clock of its state or country, and that is said. */
function findQualified(name: string): Place | undefined {
  const { cities, provinces } = getIndex()
  const [first = '', ...parts] = name.split(',').map((part) => part.trim())
  const wanted = parts.filter(Boolean).map((part) => nicknames.get(part) ?? part)
  const isWanted = (city: CityData) => wanted.every((part) => isIn(city, part))
  const city = cities.get(first)?.find(isWanted)
  if (city) return cityPlace(city)
  const province = provinces.get(first)?.filter(isWanted)
  if (province?.[0]) return regionPlace(province, province[0].province)
  const [nearest = ''] = wanted
  const region = findRegion(states.get(nearest) ?? nearest)
  return region && { ...region, note: `That city is not listed, so this is the time in ${region.name}.` }
}

function findRegion(name: string): Place | undefined {
  const { countries, provinces } = getIndex()
  const province = provinces.get(name)
  if (province) return regionPlace(province, province[0]?.province ?? '')
  const country = countries.get(name)
  return country && regionPlace(country, countryOf(country[0]))
}

/** "portland maine": the last one to three words may be where the city is. */
function findUnseparated(name: string): Place | undefined {
  const words = name.split(' ')
  for (let count = 1; count <= 3 && count < words.length; count += 1) {
    const cities = getIndex().cities.get(words.slice(0, -count).join(' '))
    const city = cities?.find((candidate) => isIn(candidate, words.slice(-count).join(' ')))
    if (city) return cityPlace(city)
  }
  return undefined
}

/** Whether a city lies in a country or state of that name or code. */
function isIn(city: CityData, part: string): boolean {
  const names = [city.country, countryOf(city), city.iso2, city.iso3, city.province].map(wordsOf)
  return names.includes(part) || (/^(US|CA)$/.test(city.iso2) && wordsOf(city.province) === states.get(part))
}

/** A city as a place, with its state where the country has another city of that name. */
function cityPlace(city: CityData): Place {
  const isTwin = getIndex()
    .cities.get(wordsOf(city.city))
    ?.some((other) => other.iso2 === city.iso2 && other.province !== city.province)
  const parts = [...(isTwin && city.province ? [city.province] : []), countryOf(city)]
  return { name: [city.city, ...parts.filter((part) => part !== city.city)].join(', '), zone: city.timezone }
}

/** Whether somebody may well mean another city of the list, whose clock differs: one not much smaller than the largest. */
const hasRival = ([largest, ...others]: CityData[]): boolean =>
  others.some((other) => other.timezone !== largest?.timezone && other.pop > (largest?.pop ?? 0) * rivalShare)
const rivalShare = 0.1

/** The country as people write it: "United States", "Hong Kong", "Bahamas". */
const countryOf = (city: CityData | undefined): string =>
  (city?.country ?? '').replace(/^The | of America$| S\.A\.R\.?$| \(Holy Sea\)$/g, '')

/** The clock of a country or state is that of its largest city; where there are others, that is said. */
function regionPlace(cities: CityData[], name: string): Place | undefined {
  const [largest] = cities
  if (!largest) return undefined
  const zones = new Set(cities.map((city) => city.timezone))
  if (zones.size === 1) return { name, zone: largest.timezone }
  return {
    name: `${largest.city}, ${name}`,
    zone: largest.timezone,
    note: `${name} has more than one time zone; this is the time in ${largest.city}.`,
  }
}

/** "São Paulo " and "sao  paulo" are one name; commas stay, since they part city and country. */
const normalise = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[.'’]/g, '')
    .replace(/[^\p{L}\p{N},]+/gu, ' ')
    .trim()

/** The same without commas, for the names of the list. (It has a number or nothing in place of some codes.) */
const wordsOf = (name: unknown): string => normalise(String(name ?? '').replaceAll(',', ' '))
