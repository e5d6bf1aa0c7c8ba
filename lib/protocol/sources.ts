import type { Passage, Source } from './event'

/** What is kept of one source, over all results that name it. */
const maxPassages = 400
const maxPassageChars = 16_000

/**
 * The sources with those of one more result, by number. What a result adds to a source that is known already is joined: a page that
 * was opened has the title that it gives itself, and passages are each there once, the first ones up to a bound. The list and
 * each source in it are the same objects as before where nothing was added.
 */
export const addSources = (known: Source[], found: readonly Source[] = []): Source[] => {
  const byNumber = new Map(known.map((source) => [source.n, source]))
  for (const source of found) byNumber.set(source.n, merge(byNumber.get(source.n), source))
  const isSame = byNumber.size === known.length && known.every((source) => byNumber.get(source.n) === source)
  return isSame ? known : [...byNumber.values()].sort((a, b) => a.n - b.n)
}

const merge = (known: Source | undefined, found: Source): Source => {
  if (!known) return found
  const passages = joinPassages(known.passages ?? [], found.passages ?? [])
  const merged: Source = {
    ...found,
    ...known,
    passage: known.passage || found.passage,
    ...(found.isOpened && { isOpened: true, title: found.title || known.title }),
    ...(passages.length > 0 && { passages }),
  }
  return hasSameFields(known, merged) ? known : merged
}

const joinPassages = (known: Passage[], found: Passage[]): Passage[] => {
  const texts = new Set(known.map(({ text }) => text))
  const added = found.filter(({ text }) => !texts.has(text))
  if (added.length === 0) return known
  let chars = 0
  return [...known, ...added].slice(0, maxPassages).filter(({ text }) => {
    chars += text.length
    return chars <= maxPassageChars
  })
}

const hasSameFields = (a: Source, b: Source): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(b).every(([name, value]) => Reflect.get(a, name) === value)
