import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ExecuteRunOptions } from '@/lib/agent/run-options'
import type { BranchAction, BranchPoint, NumberedEvent, RunEventOf, RunId, ThreadId, ToolCallId } from '@/lib/protocol/event'
import { toInheritedSteps, withInheritedSteps } from '@/lib/run-view/inherited-steps'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import { add, fail, runScript, toolNamed, typesOf } from '@/tests/support/run-script'
import { call, finalAnswer, type ScriptedModel, type ScriptedTurn } from '@/tests/support/scripted-model'

const ten = [finalAnswer('It is **10**.', ['add'])]
const view = (events: NumberedEvent[], from: RunView = emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0)): RunView =>
  events.reduce(reduceRun, from)

/** Finds pages, in an order of its own, and counts how often it is asked. */
const pages = (found: string[]) => {
  const asked: string[] = []
  const tool = toolNamed('pages', z.object({ query: z.string() }), async ({ query }) => {
    asked.push(query)
    const sources = found.map((url) => ({ url, title: url, passage: '' }))
    return { content: sources.map((_source, index) => `[#${index + 1}]`).join(''), sources }
  })
  return { tool, asked }
}

/** The run before: what its script does. Then what starts from its end, or from `seq`. */
async function runFrom(
  first: ScriptedTurn[],
  { action, failing, seq, args }: { action: BranchAction; failing?: string; seq?: number; args?: string },
  second: ScriptedTurn[],
  options: Partial<ExecuteRunOptions> = {},
) {
  let id = 0
  const createId = () => {
    id += 1
    return `first${id}`
  }
  const before = await runScript(first, { ...options, createId })
  const whole = view(before.events)
  const parent = seq === undefined ? whole : view(before.events.slice(0, seq))
  const toolCallId = callsOf(whole).find(({ name }) => name === failing)?.toolCallId
  const from: BranchPoint = {
    runId: whole.runId,
    seq: parent.lastSeq,
    action,
    ...(toolCallId && { toolCallId }),
    ...(args !== undefined && { args }),
  }
  const inheritedSteps = toInheritedSteps(parent, from)
  const run = await runScript(second, { ...options, from, inheritedSteps })
  return {
    ...run,
    from,
    inheritedSteps,
    view: view(run.events, withInheritedSteps(emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0), inheritedSteps)),
  }
}

const messagesOf = (model: ScriptedModel, turn = 0): BaseMessage[] => (model.asked[turn]?.messages ?? []).slice(2)
const outline = (messages: BaseMessage[]): string[] =>
  messages.map((message) =>
    AIMessage.isInstance(message)
      ? `${message.text}→${(message.tool_calls ?? []).map(({ name }) => name).join('+')}`
      : message.text,
  )
const startsOf = (events: NumberedEvent[]) => events.flatMap((event) => (event.type === 'STEP_STARTED' ? [event.stepName] : []))

describe('continue', () => {
  test('gives the model what was done, and does not do it again', async () => {
    const { tool, asked } = pages(['https://a.example'])
    const cut: ScriptedTurn[] = [
      [{ say: 'First a look.' }, call('pages', { query: 'x' }), call('fail', { x: 1, y: 1 })],
      [{ say: 'Then it ends' }, { finish: undefined }],
    ]
    const {
      model,
      events,
      view: shown,
    } = await runFrom(cut, { action: 'continue' }, [[call('add', { x: 9, y: 1 })], ten], {
      tools: [tool, add, fail],
    })
    expect(asked).toEqual(['x'])
    expect(outline(messagesOf(model))).toEqual(['First a look.→pages+fail', '[1]', 'Error: The shop is closed. (503)'])
    expect(messagesOf(model)[2]).toMatchObject({ status: 'error' })
    expect(startsOf(events)).toEqual(['turn-2', 'turn-3'])
    expect(callsOf(shown).map(({ name, turn }) => [name, turn])).toEqual([
      ['pages', 'turn-1'],
      ['fail', 'turn-1'],
      ['add', 'turn-2'],
    ])
    expect(shown.sources.map(({ n, url }) => [n, url])).toEqual([[1, 'https://a.example']])
    expect(shown.answer?.text).toBe('It is **10**.')
  })

  test('says what it starts from, and counts the tools of both as used', async () => {
    const { events, from } = await runFrom([[call('add', { x: 9, y: 1 })], [{ finish: undefined }]], { action: 'continue' }, [
      ten,
    ])
    expect(events[0]).toMatchObject({ metadata: { from } })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', result: { toolsUsed: ['add'] } })
  })

  test('a call that had no result is made anew by the model, if it still wants it', async () => {
    const two = [call('add', { x: 1, y: 1 }), call('add', { x: 2, y: 2 })]
    const events = (await runScript([two, ten])).events
    const seq = events.findIndex(({ type }) => type === 'TOOL_CALL_RESULT') + 1
    const { model, inheritedSteps } = await runFrom([two, ten], { action: 'continue', seq }, [ten])
    expect(inheritedSteps.steps).toHaveLength(1)
    expect(outline(messagesOf(model))).toEqual(['→add', '2'])
  })

  test('has a budget of its own', async () => {
    const busy = (from: number) => Array.from({ length: 8 }, (_turn, index) => [call('add', { x: from + index, y: 1 })])
    const { model, events } = await runFrom(busy(0), { action: 'continue' }, [...busy(100).slice(1), ten])
    expect(model.asked.map(({ tools }) => tools.length)).toEqual([3, 3, 3, 3, 3, 3, 3, 1])
    expect(startsOf(events).at(-1)).toBe('turn-15')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  })

  test('the same page keeps its number, a new one gets the next', async () => {
    const { tool } = pages(['https://a.example', 'https://b.example'])
    const first = await runScript([[call('pages', { query: 'x' })], [{ finish: undefined }]], { tools: [tool] })
    const from: BranchPoint = { runId: 'run-1' as RunId, seq: 99, action: 'continue' }
    const inheritedSteps = toInheritedSteps(view(first.events), from)
    const other = pages(['https://c.example', 'https://b.example'])
    const { events } = await runScript([[call('pages', { query: 'y' })], ten], { tools: [other.tool], from, inheritedSteps })
    const result = events.find(
      (event): event is NumberedEvent & RunEventOf<'TOOL_CALL_RESULT'> => event.type === 'TOOL_CALL_RESULT',
    )
    expect(result).toMatchObject({ content: '[3][2]', metadata: { sources: [{ n: 3 }, { n: 2 }] } })
  })

  test('a third identical call is one over both runs', async () => {
    const same = [call('add', { x: 9, y: 1 })]
    const { events } = await runFrom([same, same, [{ finish: undefined }]], { action: 'continue' }, [same, ten])
    expect(events.find(({ type }) => type === 'TOOL_CALL_RESULT')).toMatchObject({ metadata: { summary: 'asked before' } })
  })
})

describe('retry-call', () => {
  const calls = [call('add', { x: 9, y: 1 }), call('fail', { x: 1, y: 2 })]

  test('makes that call again, as it was, before the model goes on', async () => {
    const {
      events,
      model,
      view: shown,
    } = await runFrom([calls, ten], { action: 'retry-call', failing: 'fail' }, [ten], {
      tools: [add, { ...fail, start: async () => ({ content: '3', value: '3' }) }],
    })
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      ...[
        'STEP_STARTED',
        'TOOL_CALL_START',
        'TOOL_CALL_ARGS',
        'TOOL_CALL_END',
        'ACTIVITY_SNAPSHOT',
        'TOOL_CALL_RESULT',
        'ACTIVITY_SNAPSHOT',
        'STEP_FINISHED',
      ],
      ...['STEP_STARTED', 'TEXT_MESSAGE_START', 'TEXT_MESSAGE_CONTENT', 'TEXT_MESSAGE_END', 'STEP_FINISHED'],
      'RUN_FINISHED',
    ])
    expect(startsOf(events)).toEqual(['turn-2', 'turn-3'])
    expect(outline(messagesOf(model))).toEqual(['→add', '10', '→fail', '3'])
    expect(callsOf(shown).map(({ name, argsText, state }) => [name, argsText, state])).toEqual([
      ['add', '{"x":9,"y":1}', 'done'],
      ['fail', '{"x":1,"y":2}', 'done'],
    ])
  })

  test('what fails again is told to the model again', async () => {
    const { events, model } = await runFrom([calls, ten], { action: 'retry-call', failing: 'fail' }, [ten])
    expect(messagesOf(model).at(-1)).toMatchObject({ content: 'Error: The shop is closed. (503)', status: 'error' })
    expect(events[0]).toMatchObject({ metadata: { from: { action: 'retry-call', toolCallId: expect.any(String) } } })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', result: { toolsUsed: ['add'] } })
  })

  test('with other arguments is a call of its own to the model, and says so in the log', async () => {
    const args = '{"x": 90071992547409931, "y": 1}'
    const { events, model, view: shown } = await runFrom([calls, ten], { action: 'retry-call', failing: 'add', args }, [ten])
    expect(outline(messagesOf(model))).toEqual(['→fail', 'Error: The shop is closed. (503)', '→add', expect.any(String)])
    expect(messagesOf(model)[2]).toMatchObject({ tool_calls: [{ name: 'add', args: { x: '90071992547409931', y: 1 } }] })
    expect(events[0]).toMatchObject({ metadata: { from: { action: 'retry-call', args } } })
    expect(events[0]).not.toHaveProperty('metadata.inheritedSteps')
    expect(callsOf(shown).map(({ name, argsText }) => [name, argsText])).toEqual([
      ['fail', '{"x":1,"y":2}'],
      ['add', args],
    ])
  })

  test.each([
    ['{"x":9,"y":[]}', 'The tool could not use these arguments: "y must be a number".'],
    ['{"x":1,"x":2}', 'The tool could not use these arguments: they are not complete JSON.'],
  ])('with arguments that the tool refuses is a failed step, and the model goes on: %s', async (args, message) => {
    const { events, model, view: shown } = await runFrom([calls, ten], { action: 'retry-call', failing: 'add', args }, [ten])
    expect(callsOf(shown).at(-1)).toMatchObject({
      state: 'failed',
      argsText: args,
      result: { error: { message, triesAgain: true } },
    })
    expect(messagesOf(model).at(-1)).toMatchObject({ status: 'error' })
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
  })

  test('that was stopped is made by the run that goes on from there, as it was asked for', async () => {
    const args = '{"x":7,"y":1}'
    const { events } = await runFrom([calls, ten], { action: 'retry-call', failing: 'add', args }, [ten])
    const start = view((await runScript([calls, ten])).events)
    const asked: BranchPoint = { runId: 'run-1' as RunId, seq: start.lastSeq, action: 'retry-call', args }
    const inheritedSteps = toInheritedSteps(start, { ...asked, toolCallId: callsOf(start)[0]?.toolCallId as ToolCallId })
    const cut = events.filter(({ type }) => type === 'RUN_STARTED' || type === 'STEP_STARTED').slice(0, 2)
    const stopped = view(cut, withInheritedSteps(emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0), inheritedSteps))
    const next: BranchPoint = { runId: 'run-1' as RunId, seq: stopped.lastSeq, action: 'continue' }
    const { model } = await runScript([ten], { from: next, inheritedSteps: toInheritedSteps(stopped, next) })
    expect(outline(messagesOf(model)).slice(-2)).toEqual(['→add', '8'])
  })

  test('is made however often it was made before', async () => {
    const failing = [call('fail', { x: 1, y: 2 })]
    const { from } = await runFrom([failing, failing, ten], { action: 'retry-call', failing: 'fail' }, [ten])
    const before = view((await runScript([failing, failing, failing, ten])).events)
    const last = callsOf(before).at(-1)
    expect(last).toBeDefined()
    const again: BranchPoint = { ...from, toolCallId: last?.toolCallId as ToolCallId }
    const { events } = await runScript([ten], { from: again, inheritedSteps: toInheritedSteps(before, again) })
    expect(events.some(({ type }) => type === 'ACTIVITY_SNAPSHOT')).toBe(true)
  })
})

describe('answer-now', () => {
  test('offers the answer and nothing else, and says so to the model', async () => {
    const { model, events } = await runFrom([[call('fail', { x: 1, y: 2 })], [{ finish: undefined }]], { action: 'answer-now' }, [
      ten,
    ])
    expect(model.asked.map(({ tools }) => tools)).toEqual([['final_answer']])
    expect(model.asked[0]?.messages[0]?.text).toMatch(/answer now with what you have, and say what is missing\.$/)
    expect(outline(messagesOf(model))).toEqual(['→fail', 'Error: The shop is closed. (503)'])
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
  })

  test('a model that calls a tool all the same has given no answer', async () => {
    const { events } = await runFrom([ten], { action: 'answer-now' }, [[call('add', { x: 1, y: 1 })]])
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'empty-answer' })
  })
})

test('edit and regenerate begin from nothing', async () => {
  for (const action of ['edit', 'regenerate'] as const) {
    const { model, events } = await runFrom([[call('add', { x: 9, y: 1 })], ten], { action }, [ten])
    expect(messagesOf(model)).toEqual([])
    expect(startsOf(events)).toEqual(['turn-1'])
  }
})
