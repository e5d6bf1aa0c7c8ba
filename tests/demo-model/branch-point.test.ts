import { describe, expect, test } from 'vitest'
import type { AgentModel } from '@/lib/agent/agent'
import { newFeatures } from '@/lib/agent/models/features'
import { createTools } from '@/lib/agent/tools/index'
import { DemoModel } from '@/lib/demo-model/demo-model'
import type { BranchAction, BranchPoint, NumberedEvent, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { toInheritedSteps, withInheritedSteps } from '@/lib/run-view/inherited-steps'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import { runScript } from '@/tests/support/run-script'

const tools = createTools({ search: [{ provider: 'local' }], fetch: () => Promise.reject(new Error('No network in tests.')) })
const model: AgentModel = {
  name: { id: 'demo', label: 'Demo model' },
  features: newFeatures(),
  create: () => new DemoModel({ tokensPerSecond: 0 }),
}
const empty = emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty) => events.reduce(reduceRun, from)

/** The question asked of the demo model, cut after that many results, and what starts from there. */
async function continued(question: string, results: number, action: BranchAction) {
  let id = 0
  const createId = () => {
    id += 1
    return `id${id}`
  }
  const whole = await runScript([], { model, tools, question, createId })
  const ends = whole.events.flatMap(({ type, seq }) => (type === 'TOOL_CALL_RESULT' ? [seq] : []))
  const from: BranchPoint = { runId: 'run-1' as RunId, seq: ends[results - 1] ?? 0, action }
  const inheritedSteps = toInheritedSteps(fold(whole.events.slice(0, from.seq)), from)
  const next = await runScript([], { model, tools, question, createId, from, inheritedSteps })
  return { whole: fold(whole.events), next: fold(next.events, withInheritedSteps(empty, inheritedSteps)), own: fold(next.events) }
}

const written = (run: RunView) => callsOf(run).map(({ name, argsText }) => `${name}${argsText}`)

describe('a question that was cut short', () => {
  test.each([
    ['Take 10 plus 10, multiply by 7, then subtract 4', 2],
    ['How do server-sent events compare with WebSockets?', 1],
    ['What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?', 2],
  ])('goes on with what is missing, to the same answer: %s', async (question, results) => {
    const { whole, next, own } = await continued(question, results, 'continue')
    expect(written(next)).toEqual(written(whole))
    expect(callsOf(own)).toHaveLength(callsOf(whole).length - results)
    expect(next.answer?.text).toBe(whole.answer?.text)
    expect(next.state.name).toBe('done')
  })

  test('is answered with what there is, when that is asked for', async () => {
    const { next, own } = await continued('How do server-sent events compare with WebSockets?', 1, 'answer-now')
    expect(callsOf(own)).toEqual([])
    expect(next.state.name).toBe('done')
    expect(next.answer?.text).toMatch(/I could not look up \*\*WebSockets\*\*/)
  })
})

/** The question asked of the demo model, then each time with another call of the run before given other arguments. */
async function changing(question: string, ...changes: [index: number, args: object][]) {
  let id = 0
  const createId = () => {
    id += 1
    return `id${id}`
  }
  let run = fold((await runScript([], { model, tools, question, createId })).events)
  for (const [index, args] of changes) {
    const toolCallId = callsOf(run)[index]?.toolCallId as ToolCallId
    const from: BranchPoint = { runId: run.runId, seq: run.lastSeq, action: 'retry-call', toolCallId, args: JSON.stringify(args) }
    const inheritedSteps = toInheritedSteps(run, from)
    run = fold(
      (await runScript([], { model, tools, question, createId, from, inheritedSteps })).events,
      withInheritedSteps(empty, inheritedSteps),
    )
  }
  return run
}

const said = (run: RunView) =>
  callsOf(run).map(({ name, argsText }) => `${name} ${Object.values(JSON.parse(argsText)).join(' ')}`)

describe('a call with other arguments', () => {
  const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'

  test.each<[string, [number, object][], string[], RegExp]>([
    [
      sums,
      [[0, { x: 15, y: 10 }]],
      ['add 15 10', 'multiply 25 7', 'subtract 175 4'],
      /^\*\*171\*\* is the result: 15 \+ 10 = 25, 25 × 7 = 175/,
    ],
    [
      sums,
      [[1, { x: 20, y: 8 }]],
      ['add 10 10', 'multiply 20 8', 'subtract 160 4'],
      /10 \+ 10 = 20, 20 × 8 = 160, and 160 − 4 = 156/,
    ],
    [sums, [[1, { x: 5, y: 7 }]], ['add 10 10', 'multiply 5 7', 'subtract 35 4'], /is the result: 5 × 7 = 35, and 35 − 4 = 31/],
    [
      sums,
      [
        [0, { x: 15, y: 10 }],
        [1, { x: 25, y: 2 }],
      ],
      ['add 15 10', 'multiply 25 2', 'subtract 50 4'],
      /^\*\*46\*\*/,
    ],
    ['What is (1 + 2) × (3 + 4)?', [[0, { x: 5, y: 2 }]], ['add 3 4', 'add 5 2', 'multiply 7 7'], /^\*\*49\*\*/],
    ['What is (1 + 2) × (3 + 4)?', [[1, { x: 3, y: 9 }]], ['add 1 2', 'add 3 9', 'multiply 3 12'], /^\*\*36\*\*/],
    ['What is (1 + 2) × (3 + 4)?', [[0, { x: 3, y: 4 }]], ['add 3 4', 'add 3 4', 'multiply 7 7'], /^\*\*49\*\*/],
    [
      'What is (1 + 2) × (3 + 4)?',
      [
        [0, { x: 5, y: 2 }],
        [0, { x: 3, y: 9 }],
      ],
      ['add 3 9', 'add 1 2', 'multiply 3 12'],
      /^\*\*36\*\*/,
    ],
    [
      'What is 15% of 2,480?',
      [[0, { x: '0.15', y: '90071992547409931' }]],
      ['multiply 0.15 90071992547409931'],
      /13,510,798,882,111,489\.65/,
    ],
    ['What is the square root of 2?', [[0, { expression: 'sqrt(9)' }]], ['calculate sqrt(9)'], /\*\*3\*\*/],
    ['What time is it in Nairobi?', [[0, { place: 'Tokyo' }]], ['current_time Tokyo'], /Tokyo/],
    ['What is 8 divided by 2?', [[0, { x: 8, y: 0 }]], ['divide 8 0'], /^That cannot be worked out\. 8 ÷ 0 has no result\./],
  ])('is taken as it is, and what depends on it follows: %s %j', async (question, changes, calls, answer) => {
    const run = await changing(question, ...changes)
    expect(said(run)).toEqual(calls)
    expect(run.answer?.text).toMatch(answer)
  })

  test.each<[string, number, string, RegExp]>([
    ['How does an agent decide which tool to call?', 0, 'WebSockets', /WebSocket/],
    ['How do server-sent events compare with WebSockets?', 1, 'long polling', /long polling/i],
  ])('of a search, its pages are what is answered from: %s', async (question, index, query, answer) => {
    const run = await changing(question, [index, { query }])
    expect(said(run).at(-1)).toBe(`search ${query}`)
    expect(said(run)).toHaveLength(index + 1)
    expect(run.state.name).toBe('done')
    expect(run.answer?.text).toMatch(answer)
  })

  test('that its tool refuses is made as it was planned', async () => {
    const run = await changing(sums, [0, { x: 10, y: 'abc' }])
    expect(callsOf(run)[0]).toMatchObject({
      state: 'failed',
      result: { error: { message: 'The tool could not use these arguments: "y must be a number".', triesAgain: true } },
    })
    expect(said(run)).toEqual(['add 10 abc', 'add 10 10', 'multiply 20 7', 'subtract 140 4'])
    expect(run.answer?.text).toMatch(/^\*\*136\*\*/)
  })
})
