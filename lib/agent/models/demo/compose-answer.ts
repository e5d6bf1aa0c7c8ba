import { composeComparison, mergeSources } from './compose-comparison'
import { composeNothing } from './compose-nothing'
import { composeSearch } from './compose-search'
import { asSentence, capital, composeSum } from './compose-sums'
import type { Part } from './part'
import type { CallRequest, Conversation, ToolResults } from './read-messages'
import { readSources, type SourceText } from './sources'

/** The calls of a look-up or a clock: `search({query})`, `current_time({place})`. */
export const searchFor = (query: string): CallRequest => ({ name: 'search', args: [['query', { type: 'text', value: query }]] })
export const clockIn = (place: string): CallRequest => ({
  name: 'current_time',
  args: [['place', { type: 'text', value: place }]],
})

/** The answer to all parts of a question, from tool results and nothing else. */
export function composeAnswer(parts: Part[], { results, history }: Pick<Conversation, 'results' | 'history'>): string {
  const missed = parts.filter((part) => composePart(part, results, false) === undefined)
  const questions = missed.flatMap((part) => ('question' in part ? [part.question] : []))
  const known = parts.filter((part) => !missed.includes(part))
  return [
    ...(known.length > 0 ? [composeKnown(known, results)] : []),
    ...(missed.length > 0 ? [composeNothing(questions, history)] : []),
  ].join('\n\n')
}

function composeKnown(parts: Part[], results: ToolResults): string {
  const [only] = parts
  if (parts.length === 1 && only) return composePart(only, results, false) ?? ''
  const short = parts.filter(isShort)
  const long = parts.filter((part) => !isShort(part))
  const list = short.map((part) => `- ${composePart(part, results, true)}`).join('\n')
  const texts = long.map((part) => {
    const text = composePart(part, results, false) ?? ''
    return long.length > 1 && 'question' in part
      ? `## ${capital(part.question.replace(/^also,?\s+/i, ''))}\n\n${text.replace(/^## /gm, '### ')}`
      : text
  })
  const intro = short.length > 1 && long.length === 0 ? [`Here are the ${counted(short.length)} answers:`] : []
  return [...intro, ...(short.length === 1 && long.length > 0 ? [list.slice(2)] : list ? [list] : []), ...texts].join('\n\n')
}

const isShort = (part: Part): boolean => part.kind === 'sum' || part.kind === 'time' || part.kind === 'talk'

const counted = (count: number): string =>
  ['', '', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'][count] ?? String(count)

/** `undefined` for what was looked up and not found. */
function composePart(part: Part, results: ToolResults, brief: boolean): string | undefined {
  switch (part.kind) {
    case 'talk':
      return part.answer
    case 'sum':
      return composeSum(part, results, brief)
    case 'time':
      return composeTime(part.place, results, brief)
    case 'search': {
      const found = results.find(searchFor(part.query))
      if (!found) return notLookedUp(part.query)
      if (found.failed) return notFound(part.query, found.content)
      const sources = readSources(found.content)
      return sources.length > 0 ? composeSearch(part.question, mergeSources(sources)) : undefined
    }
    case 'comparison':
      return composeBoth(part, results)
  }
}

function composeBoth({ subjects, question }: Extract<Part, { kind: 'comparison' }>, results: ToolResults): string | undefined {
  const found = subjects.map((subject) => results.find(searchFor(subject)))
  const failures = found.flatMap((result, index) =>
    !result || result.failed
      ? [result ? notFound(subjects[index] ?? '', result.content) : notLookedUp(subjects[index] ?? '')]
      : [],
  )
  const [a = [], b = []] = found.map((result): SourceText[] => (result && !result.failed ? readSources(result.content) : []))
  if (failures.length === 0) return composeComparison(question, subjects, [a, b])
  const rest = mergeSources(a, b)
  return [...failures, ...(rest.length > 0 ? [composeSearch(question, rest)] : [])].join('\n\n')
}

/** The tool's own sentence, with the time in bold. */
function composeTime(place: string, results: ToolResults, brief: boolean): string {
  const found = results.find(clockIn(place))
  if (!found) return `I could not look at the clock in ${place}, since I was not given the tool for it here.`
  if (found.failed) return `I could not tell the time in ${place}. ${asSentence(found.content)}`
  const sentence = found.content.replace(/\d{1,2}:\d{2}(?::\d{2})?/, '**$&**').trim()
  return !brief && place === 'UTC' ? `${sentence} Name a city for its local time.` : sentence
}

const notFound = (query: string, reason: string): string =>
  `I could not look up **${query}**. ${asSentence(reason)} I will not guess; ask again to try once more.`

const notLookedUp = (query: string): string => `I could not look up **${query}**, since I was not given a search tool here.`
