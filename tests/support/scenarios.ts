import {
  badGateway,
  busy,
  contextTooLong,
  cutArguments,
  dropMidStream,
  emptyAnswer,
  endlessAnswer,
  endWithoutFinishReason,
  errorInsideStream,
  finishReason,
  forbidden,
  keepAlivesOnly,
  keyRefused,
  malformedChunk,
  modelNotFound,
  outOfQuota,
  serverError,
  stallAfter,
  stallBeforeFirstToken,
  unknownTool,
} from './faults'
import { bytesOneAtATime, callTools, crlf, finalAnswer, join, type Reply, say, slow, think } from './replies'

/** What a scenario may know of the request: the last user message, the model turn it is in (from 0), and the tools offered. */
export type Situation = { question: string; turn: number; toolNames: string[]; forced: boolean }

/**
 * The test model's answer when nothing is scripted: a question that names a scenario in brackets, `What now? [fault:401]`,
 * gets that; any other gets a short answer by the means that the request asks for. So a browser test can choose
 * the model's behaviour by what it types, and tests that share one upstream do not disturb each other.
 */
export function scenarioReply(situation: Situation): Reply {
  const name = /\[([\w:-]+)\]/.exec(situation.question)?.[1]
  const scenario = name === undefined ? undefined : scenarios[name]
  if (scenario) return scenario(situation)
  const { forced, toolNames } = situation
  if (forced && toolNames.includes('final_answer')) return finalAnswer('Hello from the test model.')
  const [first] = toolNames
  return forced && first ? callTools([{ name: first, args: {} }]) : say('Hello from the test model.')
}

/** By the turn: calls first, then the answer. */
const turns =
  (...replies: [Reply, ...Reply[]]) =>
  ({ turn }: Situation): Reply =>
    replies[Math.min(turn, replies.length - 1)] ?? replies[0]

const longAnswer = 'The steps unfold one by one, and the words of this answer come at the pace of a model. '.repeat(40)

const sums = [
  { name: 'add', args: { x: 10, y: 10 } },
  { name: 'multiply', args: { x: 7, y: 6 } },
]

/** Reached as `[name]` in a question. */
export const scenarios: Record<string, (situation: Situation) => Reply> = {
  plain: turns(say('A plain answer, by no tool at all.')),
  answer: turns(finalAnswer('An answer by the final tool.')),
  think: turns(join(think('Let me see. Two numbers, one sum.'), say('It is 20.'))),
  sum: turns(callTools([{ name: 'add', args: { x: 10, y: 10 } }]), finalAnswer('10 + 10 is 20.', ['add'])),
  parallel: turns(callTools(sums), finalAnswer('They are 20 and 42.', ['add', 'multiply'])),
  interleaved: turns(callTools(sums, { interleaved: true }), finalAnswer('20 and 42.', ['add'])),
  search: turns(
    callTools([{ name: 'search', args: { query: 'server-sent events' } }]),
    finalAnswer('Server-sent events are a one-way stream [1].', ['search']),
  ),
  'tool-failure': turns(
    callTools([{ name: 'divide', args: { x: 1, y: 0 } }]),
    finalAnswer('One cannot be divided by zero.', ['divide']),
  ),
  'same-call': () => callTools([{ name: 'add', args: { x: 1, y: 1 } }]),
  slow: turns(slow(20, finalAnswer(longAnswer, [], { fragment: 6 }))),
  'slow-call': turns(
    slow(8, callTools([{ name: 'add', args: { x: 1234567890, y: 9876543210 } }], { fragment: 1 })),
    say('Done.'),
  ),
  bytes: turns(bytesOneAtATime(say('Naïve café, 日本語 and 🧵, a byte at a time.'))),
  crlf: turns(crlf(say('Lines that end in two bytes.'))),
  'fault:401': keyRefused,
  'fault:403': forbidden,
  'fault:404': () => modelNotFound(),
  'fault:429': () => busy({ retryAfterSeconds: 1 }),
  'fault:429-bare': () => busy(),
  'fault:quota': outOfQuota,
  'fault:500': serverError,
  'fault:503': () => badGateway(),
  'fault:context': contextTooLong,
  'fault:drop': () => dropMidStream(),
  'fault:malformed': () => malformedChunk(),
  'fault:inside': () => errorInsideStream(),
  'fault:stall-first': stallBeforeFirstToken,
  'fault:stall': () => stallAfter(3),
  'fault:keep-alives': () => keepAlivesOnly(),
  'fault:no-finish': () => endWithoutFinishReason(),
  'fault:length': () => finishReason('length'),
  'fault:filter': () => finishReason('content_filter'),
  'fault:empty': emptyAnswer,
  'fault:endless': () => slow(200, endlessAnswer()),
  'fault:cut-arguments': () => cutArguments(),
  'fault:unknown-tool': turns(unknownTool(), finalAnswer('I have no such tool.')),
}
