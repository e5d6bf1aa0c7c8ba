import { composeComparison } from './compose-comparison'
import { composeSearch } from './compose-search'
import { composeSum } from './compose-sum'
import type { CallRequest, Conversation } from './messages'
import { type Part, plan } from './plan'
import { type Settled, settle } from './settle'
import { isNear, mergeSources, readSources } from './sources'
import { asSentence, capital, sayNothingFound } from './talk'

/** One turn of the model: calls, with or without a note before them, or the answer. */
export type Reply =
  | { type: 'calls'; note?: string; calls: CallRequest[] }
  | { type: 'answer'; answer: string; toolsUsed: string[] }

const maxCalls = 12

/** Decides what to write next, from what stands in the messages and the names of the tools that are bound. */
export function toReply(conversation: Conversation, boundTools: ReadonlySet<string>): Reply {
  const { results } = conversation
  const { parts, steps } = plan(conversation)
  const settled = settle(steps, results)
  const ready = settled.flatMap(({ state, request }) =>
    state === 'ready' && boundTools.has(request?.name ?? '') ? [request] : [],
  )
  const calls = [...new Map(ready.map((call) => [JSON.stringify(call), call])).values()].filter((call) => call !== undefined)
  if (calls.length === 0) return { type: 'answer', answer: composeAnswer(parts, settled), toolsUsed: results.toolsUsed }
  // Said once: later turns, and a run that goes on from another, do what was said before.
  const note = results.toolsUsed.length === 0 ? noteBefore(parts) : undefined
  return { type: 'calls', calls: calls.slice(0, maxCalls), ...(note && { note }) }
}

function noteBefore(parts: Part[]): string | undefined {
  const lookups = parts.filter((part) => part.kind === 'lookup')
  if (lookups.some(({ at }) => at.length > 1)) return 'I will look up both and compare them.'
  return lookups.length > 1 ? 'I will look up each of these.' : undefined
}

/** The answer to all parts of a question, from tool results and nothing else. */
function composeAnswer(parts: Part[], settled: Settled[]): string {
  const written = parts.map((part) => ({ part, text: composePart(part, settled, parts.length > 1) }))
  const missed = written.flatMap(({ part, text }) => (text === undefined && part.kind === 'lookup' ? [part.question] : []))
  const known = written.filter(({ text }) => text !== undefined)
  const short = [...new Set(known.flatMap(({ part, text }) => (part.kind === 'lookup' ? [] : [text ?? ''])))]
  const long = known.flatMap(({ part, text = '' }) => (part.kind === 'lookup' ? [{ question: part.question, text }] : []))
  const isList = short.length > 1
  const intro = isList && long.length === 0 && missed.length === 0 ? [`Here are the ${counted(short.length)} answers:`] : []
  return [
    ...intro,
    ...(isList ? [short.map((text) => `- ${text}`).join('\n')] : short),
    ...long.map(({ question, text }) =>
      long.length > 1 ? `## ${capital(question)}\n\n${text.replace(/^## /gm, '### ')}` : text,
    ),
    ...(missed.length > 0 ? [sayNothingFound(missed)] : []),
  ].join('\n\n')
}

const counted = (count: number): string =>
  ['', '', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'][count] ?? String(count)

/** `undefined` for what was looked up and not found. */
function composePart(part: Part, settled: Settled[], brief: boolean): string | undefined {
  switch (part.kind) {
    case 'talk':
      return part.answer
    case 'sum':
      return composeSum(settled, part.range, part.readAs, brief)
    case 'time':
      return composeTime(settled[part.at])
    case 'lookup':
      return composeLookup(part, settled)
  }
}

/** The tool's own sentence, with the time in bold. */
function composeTime(settled: Settled | undefined): string | undefined {
  const place = settled?.request?.args[0]?.[1].value ?? ''
  if (settled?.state === 'failed') return `I could not tell the time in ${place}. ${asSentence(settled.reason)}`
  if (settled?.state !== 'known') return `I could not look at the clock in ${place}, since I was not given the tool for it here.`
  const sentence = settled.result.content.replace(/\d{1,2}:\d{2}(?::\d{2})?/, '**$&**').trim()
  return place === 'UTC' ? `${sentence} Name a city for its local time.` : sentence
}

function composeLookup({ question, queries, at }: Extract<Part, { kind: 'lookup' }>, settled: Settled[]): string | undefined {
  const found = at.map((step) => {
    const each = settled[step]
    const query = each?.request?.args[0]?.[1].value ?? question
    const failure =
      each?.state === 'failed'
        ? `I could not look up **${query}**. ${asSentence(each.reason)} I will not guess; ask again to try once more.`
        : each?.state === 'known'
          ? undefined
          : `I could not look up **${query}**, since I was not given a search tool here.`
    const pages =
      each?.state === 'known' ? readSources(each.result.content).filter((page, place) => isNear(query, page, place)) : []
    return { query, failure, pages }
  })
  const failures = found.flatMap(({ failure }) => failure ?? [])
  const [a, b] = found
  if (a && b && failures.length === 0) return composeComparison(question, [a.query, b.query], [a.pages, b.pages])
  const pages = mergeSources(...found.map((each) => each.pages))
  // A query that a person changed is what is answered.
  const asked = a && at.length === 1 && a.query !== queries[0] ? a.query : question
  const answer = pages.length > 0 ? [composeSearch(asked, pages)] : []
  return failures.length + answer.length > 0 ? [...failures, ...answer].join('\n\n') : undefined
}
