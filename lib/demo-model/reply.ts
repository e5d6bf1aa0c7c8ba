import { answerLookup } from './answer-lookup'
import { answerSum } from './answer-sum'
import { type CallRequest, Calls } from './calls'
import type { Part } from './chain'
import type { GivenMessages } from './conversation'
import type { Lookup } from './lookup'
import { readQuestion } from './read-question'
import { capital, sayNothingFound } from './talk'
import { answerTime, placeIn } from './time'
import { say } from './words'

/** One turn of the model: calls, with or without a note before them, or the answer. */
export type Reply =
  | { type: 'calls'; note?: string | undefined; calls: CallRequest[] }
  | { type: 'answer'; answer: string; toolsUsed: string[] }

const maxCalls = 12

/** Decides what to write next, from what stands in the messages and the names of the tools that are bound. */
export function toReply(conversation: GivenMessages, boundTools: ReadonlySet<string>): Reply {
  const parts = readQuestion(conversation)
  const calls = new Calls(conversation.calls, boundTools)
  let answer: string
  do answer = composeAnswer(parts, calls)
  while (calls.adoptChanged())
  const { wanted, toolsUsed } = calls
  if (wanted.length === 0) return { type: 'answer', answer, toolsUsed }
  // Said once: later turns, and a run that goes on from another, do what was said before.
  return { type: 'calls', calls: wanted.slice(0, maxCalls), note: toolsUsed.length === 0 ? noteBefore(parts) : undefined }
}

function noteBefore(parts: Part[]): string | undefined {
  const lookups = parts.filter((part) => part.kind === 'lookup')
  if (lookups.some(({ queries }) => queries.length > 1)) return 'I will look up both and compare them.'
  return lookups.length > 1 ? 'I will look up each of these.' : undefined
}

/** The answer to all parts of a question: what is short as a list, then what was looked up, then what was not found. */
function composeAnswer(parts: Part[], calls: Calls): string {
  const short = new Set<string>()
  const long: { question: string; text: string }[] = []
  const missed: string[] = []
  const there: string[] = []
  for (const part of parts) {
    if (part.kind === 'said') short.add(part.answer)
    else if (part.kind === 'sum') short.add(answerSum(part, calls))
    else if (part.kind === 'time' && part.of) there.push(answerTimeThere(part.of, calls))
    else if (part.kind === 'time') short.add(answerTime(part, calls))
    else {
      const text = answerLookup(part, calls)
      if (text === undefined) missed.push(part.question)
      else long.push({ question: part.question, text })
    }
  }
  const items = [...short]
  const [first] = parts
  const language = first && 'language' in first ? first.language : 'en'
  return [
    ...(items.length > 1 && items.length === parts.length ? [say(language, 'answers', { count: `${items.length}` })] : []),
    ...(items.length > 1 ? [items.map((text) => `- ${text}`).join('\n')] : items),
    ...long.map(({ question, text }) =>
      long.length > 1 ? `## ${capital(question)}\n\n${text.replace(/^## /gm, '### ')}` : text,
    ),
    ...(missed.length > 0 ? [sayNothingFound(missed, calls.hasResult(/, so only .+ was searched\.$/m))] : []),
    ...there,
  ].join('\n\n')
}

/** The time in the place that a look-up beside it is the answer to. */
function answerTimeThere(of: Lookup, calls: Calls): string {
  const answer = answerLookup(of, calls)
  if (answer === '') return ''
  const place = placeIn(answer ?? '', of.question) ?? placeIn(of.question, '')
  return place === undefined
    ? 'Which place “there” is I could not tell.'
    : answerTime({ kind: 'time', place, language: 'en' }, calls)
}
