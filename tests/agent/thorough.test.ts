import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { contextChars, fitContext, shortenScratchpad } from '@/lib/agent/fit-context'
import { newFeatures } from '@/lib/agent/models/features'
import { defaultRunLimits } from '@/lib/agent/run-options'
import { toMessages } from '@/lib/agent/scratchpad'
import { updatePlan } from '@/lib/agent/tools/update-plan'
import type { NumberedEvent, RunId, ToolCallId } from '@/lib/protocol/event'
import type { PlanItem } from '@/lib/protocol/plan'
import { findInheritedSteps } from '@/lib/run-view/fold-runs'
import { planOf } from '@/lib/run-view/plan'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { add, runScript, startScript, toolNamed } from '@/tests/support/run-script'
import { call, finalAnswer, ScriptedModel, say } from '@/tests/support/scripted-model'

/** A run that is to be thorough: a plan first, many turns, and an answer before the time is over. */

const limits = { ...defaultRunLimits, maxTurns: 40 }
const tools = [updatePlan, add]
const plan = (...items: Partial<PlanItem>[]) => call('update_plan', { items })
const sum = (n: number) => call('add', { x: n, y: 1 })
const ten = finalAnswer('It is **10**.', ['add'])
const thorough = { mode: 'thorough', tools, limits } as const
const fold = (events: NumberedEvent[]) =>
  events.reduce(
    reduceRun,
    emptyRun('run-1' as RunId, events[0] && 'threadId' in events[0] ? events[0].threadId : ('' as never), 0),
  )

test('the plan comes first: nothing else is offered in the first turn, and all else from then on', async () => {
  const { model, events } = await runScript([[plan({ task: 'Add' })], [sum(9)], [ten]], thorough)
  expect(model.asked.map((asked) => asked.tools)).toEqual([
    ['update_plan'],
    ['update_plan', 'add', 'final_answer'],
    ['update_plan', 'add', 'final_answer'],
  ])
  expect(model.asked[0]?.messages[0]?.text).toContain('First call update_plan')
  expect(events[0]).toMatchObject({ type: 'RUN_STARTED', metadata: { mode: 'thorough' } })
  expect(fold(events)).toMatchObject({ mode: 'thorough', state: { name: 'done' } })
})

test('a model that cannot be made to call a tool is offered all, and asked to plan', async () => {
  const model = new ScriptedModel([say('It is 10.')])
  const agentModel = {
    name: { id: 'free', label: 'Free' },
    features: { ...newFeatures(), forcedTools: false },
    create: () => model,
  }
  await startScript(model, { ...thorough, model: agentModel }).promise
  expect(model.asked[0]?.tools).toEqual(['update_plan', 'add', 'final_answer'])
})

test('a usual run has no plan', async () => {
  const { model, events } = await runScript([[ten]])
  expect(model.asked[0]?.tools).not.toContain('update_plan')
  expect(model.asked[0]?.messages[0]?.text).not.toContain('update_plan')
  expect(events[0]).not.toHaveProperty('metadata.mode')
})

test('25 turns, then an answer; the plan is as it was written last, and the model hears what is open', async () => {
  const turns = Array.from({ length: 24 }, (_, n) => [
    sum(n),
    plan({ task: 'Small sums', state: n < 12 ? 'doing' : 'done' }, { task: 'Large sums', state: n < 12 ? 'todo' : 'doing' }),
  ])
  const { model, events } = await runScript([[plan({ task: 'Small sums' })], ...turns, [ten]], thorough)
  expect(model.asked).toHaveLength(26)
  expect(planOf(fold(events))?.items).toEqual([
    { task: 'Small sums', state: 'done' },
    { task: 'Large sums', state: 'doing' },
  ])
  const results = events.filter((event) => event.type === 'TOOL_CALL_RESULT' && event.metadata.summary?.endsWith('done'))
  expect(results.at(-1)).toMatchObject({ content: 'The plan is noted. Open: Large sums.', metadata: { summary: '1 of 2 done' } })
})

test('a plan that the tool cannot use is refused in words, and may be mended', async () => {
  const { events } = await runScript(
    [[plan({ task: 'Add', state: 'perhaps' as 'todo' })], [plan({ task: 'Add' })], [ten]],
    thorough,
  )
  const [refused] = events.filter((event) => event.type === 'TOOL_CALL_RESULT')
  expect(refused).toMatchObject({ metadata: { status: 'error', error: { triesAgain: true } } })
  expect(planOf(fold(events))?.items).toEqual([{ task: 'Add', state: 'todo' }])
})

test('the last of its turns can only answer', async () => {
  const turns = Array.from({ length: 3 }, (_, n) => [sum(n)])
  const { model, events } = await runScript([[plan({ task: 'Add' })], ...turns, [ten]], {
    ...thorough,
    limits: { ...limits, maxTurns: 5 },
  })
  expect(model.asked.at(-1)?.tools).toEqual(['final_answer'])
  expect(fold(events).answer?.text).toBe('It is **10**.')
})

test('so can the turn that begins when most of the time is over', async () => {
  let ms = 0
  const slow = toolNamed('wait', z.object({}), async () => {
    ms += 60_000
    return { content: 'A minute went by.' }
  })
  const { model, events } = await runScript([[plan({ task: 'Wait' })], [call('wait', {})], [ten]], {
    ...thorough,
    tools: [updatePlan, slow],
    now: () => ms,
    limits: { ...limits, answerAfterMs: 45_000 },
  })
  expect(model.asked.at(-1)?.tools).toEqual(['final_answer'])
  expect(fold(events).state).toEqual({ name: 'done' })
})

test('and the one that begins when most of what may be written has been', async () => {
  const long = { say: 'x'.repeat(3500) }
  const { model } = await runScript([[plan({ task: 'Write' })], [long, sum(1)], [ten]], {
    ...thorough,
    limits: { ...limits, maxOutputTokens: 1000 },
  })
  expect(model.asked.map(({ tools: offered }) => offered.length)).toEqual([1, 3, 1])
})

test.each([
  ['continue', ['update_plan', 'add', 'final_answer']],
  ['answer-now', ['final_answer']],
] as const)('a run that goes on by %s is thorough as well, and does not plan anew', async (action, offered) => {
  const { events, log } = await runScript([[plan({ task: 'Add' })], [sum(1)]], {
    ...thorough,
    limits: { ...limits, maxTurns: 2 },
  })
  const from = { runId: 'run-1' as RunId, seq: log.lastSafeSeq, action }
  const inheritedSteps = findInheritedSteps([{ runId: from.runId, model: { id: '', label: '' }, events, ended: true }], from)
  expect(inheritedSteps?.mode).toBe('thorough')
  const next = await runScript([[ten]], { ...thorough, from, inheritedSteps })
  expect(next.model.asked[0]?.tools).toEqual(offered)
  expect(next.model.asked[0]?.messages[0]?.text).toContain('First call update_plan')
})

const found = (n: number) => `[${n}] River ${n} — rivers.example\n${'The river is long. '.repeat(60)}`
const searched = (n: number) =>
  toMessages({ prose: '', finalAnswers: [] }, [
    {
      toolCallId: `call-${n}` as ToolCallId,
      name: 'search',
      argsText: `{"query":"river ${n}"}`,
      args: { query: `river ${n}` },
      content: `${found(2 * n)}\n\n${found(2 * n + 1)}`,
      failed: false,
    },
  ])
const resultsOf = (messages: ReturnType<typeof searched>) =>
  messages.filter((message) => ToolMessage.isInstance(message)).map((message) => message.text)

test('past what a long run may hold, older results keep the heading and first words of each source', () => {
  const scratchpad = [0, 1, 2, 3, 4, 5].flatMap(searched)
  expect(shortenScratchpad(scratchpad, 100_000)).toBe(scratchpad)
  const shortened = resultsOf(shortenScratchpad(scratchpad, 14_000))
  const whole = resultsOf(scratchpad)
  // The oldest first, as many as it takes to have room for some more, and never what has not been read yet.
  expect(shortened.map((text, n) => text === whole[n])).toEqual([false, false, false, false, true, true])
  expect(shortened[0]).toMatch(/^\[0\] River 0 — rivers\.example\nThe river is long\. .* \[…\]\n\n\[1\] River 1 — /s)
  expect(shortened[0]).toMatch(/\[Shortened, since there is much to read: what each begins with is kept\.\]$/)
  // Once more it is as it is.
  const again = shortenScratchpad(scratchpad, 14_000)
  expect(shortenScratchpad(again, 14_000)).toBe(again)
})

test('where the model reads less, older results are shortened before any is cut in the middle', () => {
  const context = { question: 'Which river?', history: [new HumanMessage('Before')], scratchpad: [0, 1, 2].flatMap(searched) }
  const fitted = fitContext(context, 6000)?.context
  expect(fitted && contextChars(fitted)).toBeLessThanOrEqual(6000)
  expect(resultsOf(fitted?.scratchpad ?? []).at(-1)).toBe(resultsOf(context.scratchpad).at(-1))
})

test('that results were shortened is said, once', async () => {
  const big = toolNamed('search', z.object({ query: z.string() }), async ({ query }) => ({
    content: `${query} ${'long '.repeat(1000)}`,
  }))
  const turns = ['a', 'b', 'c', 'd'].map((query) => [call('search', { query })])
  const { events, model } = await runScript([[plan({ task: 'Search' })], ...turns, [ten]], {
    ...thorough,
    tools: [updatePlan, big],
    limits: { ...limits, maxScratchpadChars: 12_000 },
  })
  const notices = events.filter((event) => event.type === 'CUSTOM')
  expect(notices).toMatchObject([{ value: { message: 'Long results were cut short, so that the model can read them.' } }])
  expect(resultsOf(model.asked.at(-1)?.messages ?? []).at(-1)).toHaveLength('d '.length + 5000)
})
