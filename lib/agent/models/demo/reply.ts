import { withChangedCalls } from './changed-calls'
import { clockIn, composeAnswer, searchFor } from './compose-answer'
import { evaluate } from './evaluate'
import type { Part } from './part'
import { plan } from './plan'
import type { CallRequest, Conversation } from './read-messages'

/** One turn of the model: calls, with or without a note before them, or the answer. */
export type Reply =
  | { type: 'calls'; note?: string; calls: CallRequest[] }
  | { type: 'answer'; answer: string; toolsUsed: string[] }

const maxCalls = 12

/** Decides what to write next, from what stands in the messages and the names of the tools that are bound. */
export function toReply(conversation: Conversation, boundTools: ReadonlySet<string>): Reply {
  const { results } = conversation
  const parts = withChangedCalls(plan(conversation), results)
  const calls = distinct(parts.flatMap((part) => nextCalls(part, conversation))).filter(({ name }) => boundTools.has(name))
  if (calls.length === 0) return { type: 'answer', answer: composeAnswer(parts, conversation), toolsUsed: results.toolsUsed }
  // Said once: later turns, and a run that goes on from another, do what was said before.
  const note = results.toolsUsed.length === 0 ? noteBefore(parts) : undefined
  return { type: 'calls', calls: calls.slice(0, maxCalls), ...(note && { note }) }
}

function nextCalls(part: Part, { results }: Conversation): CallRequest[] {
  const unmade = (calls: CallRequest[]) => calls.filter((call) => !results.find(call))
  switch (part.kind) {
    case 'talk':
      return []
    case 'sum': {
      const progress = evaluate(part.expression, results)
      return progress.state === 'waiting' ? progress.calls : []
    }
    case 'time':
      return unmade([clockIn(part.place)])
    case 'search':
      return unmade([searchFor(part.query)])
    case 'comparison':
      return unmade(part.subjects.map(searchFor))
  }
}

function distinct(calls: CallRequest[]): CallRequest[] {
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()]
}

function noteBefore(parts: Part[]): string | undefined {
  if (parts.some(({ kind }) => kind === 'comparison')) return 'I will look up both and compare them.'
  return parts.filter(({ kind }) => kind === 'search').length > 1 ? 'I will look up each of these.' : undefined
}
