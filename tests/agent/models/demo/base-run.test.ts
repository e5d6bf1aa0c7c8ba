import { describe, expect, test } from 'vitest'
import type { AgentModel } from '@/lib/agent/agent'
import { DemoModel } from '@/lib/agent/models/demo/demo-model'
import { createTools } from '@/lib/agent/tools/index'
import type { MessageId, NumberedEvent, RunBase, RunId, ThreadId } from '@/lib/protocol/event'
import { seededRun, toSeed } from '@/lib/view/base-run'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'
import { callsOf, type RunView } from '@/lib/view/run-view'
import { runScript } from '@/tests/support/run-script'

const tools = createTools({ search: { provider: 'local' }, fetch: () => Promise.reject(new Error('No network in tests.')) })
const model: AgentModel = {
  name: { id: 'demo', label: 'Demo model' },
  features: { forcedTools: true, parallelToolCalls: true, streamUsage: true },
  create: () => new DemoModel({ tokensPerSecond: 0 }),
}
const empty = emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0)
const fold = (events: NumberedEvent[], from: RunView = empty) => events.reduce(reduceRun, from)

/** The question asked of the demo model, cut after that many results, and what starts from there. */
async function from(content: string, results: number, action: RunBase['action']) {
  const question = { id: 'q' as MessageId, content }
  let id = 0
  const createId = () => {
    id += 1
    return `id${id}`
  }
  const whole = await runScript([], { model, tools, question, createId })
  const ends = whole.events.flatMap(({ type, seq }) => (type === 'TOOL_CALL_RESULT' ? [seq] : []))
  const base: RunBase = { runId: 'run-1' as RunId, seq: ends[results - 1] ?? 0, action }
  const seed = toSeed(fold(whole.events.slice(0, base.seq)), base)
  const next = await runScript([], { model, tools, question, createId, base: { ...base, seed } })
  return { whole: fold(whole.events), next: fold(next.events, seededRun(empty, seed)), own: fold(next.events) }
}

const written = (run: RunView) => callsOf(run).map(({ name, argsText }) => `${name}${argsText}`)

describe('a question that was cut short', () => {
  test.each([
    ['Take 10 plus 10, multiply by 7, then subtract 4', 2],
    ['How do server-sent events compare with WebSockets?', 1],
    ['What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?', 2],
  ])('goes on with what is missing, to the same answer: %s', async (question, results) => {
    const { whole, next, own } = await from(question, results, 'continue')
    expect(written(next)).toEqual(written(whole))
    expect(callsOf(own)).toHaveLength(callsOf(whole).length - results)
    expect(next.answer?.text).toBe(whole.answer?.text)
    expect(next.state.name).toBe('done')
  })

  test('is answered with what there is, when that is asked for', async () => {
    const { next, own } = await from('How do server-sent events compare with WebSockets?', 1, 'answer-now')
    expect(callsOf(own)).toEqual([])
    expect(next.state.name).toBe('done')
    expect(next.answer?.text).toMatch(/I could not look up \*\*WebSockets\*\*/)
  })
})
