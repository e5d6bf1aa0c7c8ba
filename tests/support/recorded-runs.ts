import fc from 'fast-check'
import { newFeatures } from '@/lib/agent/models/features'
import { createTools } from '@/lib/agent/tools'
import { DemoModel } from '@/lib/demo-model/demo-model'
import type { NumberedEvent } from '@/lib/protocol/event'
import { arbitraryRun } from './arbitrary-run'
import { FIXTURES, readFixture } from './fixtures'
import { hostileTexts } from './hostile-texts'
import { add, fail, runScript, startScript } from './run-script'
import { call, finalAnswer, ScriptedModel, type ScriptedTurn, say } from './scripted-model'

/** Runs of every kind, as their logs: of the demo model on the real tools, of scripts, of the fixtures, and by chance. */
export async function recordRuns(count: number): Promise<NumberedEvent[][]> {
  const demo = await Promise.all(demoQuestions(Math.round(count * 0.55)).map(recordDemo))
  const scripted = await Promise.all(scripts(Math.round(count * 0.2)).map((turns) => recordScript(turns)))
  const fixtures = FIXTURES.map(readFixture)
  const rest = count - demo.length - scripted.length - fixtures.length
  return [...demo, ...scripted, ...fixtures, ...fc.sample(arbitraryRun(), { numRuns: rest, seed: 3 })]
}

const tools = createTools({ search: [{ provider: 'local' }], fetch: () => Promise.reject(new Error('No network in tests.')) })

async function recordDemo(content: string): Promise<NumberedEvent[]> {
  const { promise, log } = startScript(new ScriptedModel([]), {
    messageId: 'question-1' as never,
    question: content,
    model: {
      name: { id: 'demo', label: 'Demo' },
      features: newFeatures(),
      create: () => new DemoModel({ tokensPerSecond: 0 }),
    },
    tools,
  })
  await promise
  return [...log.entriesAfter(0)].map(({ event }) => event)
}

const recordScript = async (turns: ScriptedTurn[]): Promise<NumberedEvent[]> =>
  (await runScript(turns, { tools: [add, fail] })).events

/** Mostly sums, which are short; a few searches, which are long. */
function demoQuestions(count: number): string[] {
  const searches = ['How do server-sent events compare with WebSockets?', 'How does an agent decide which tool to call?']
  return Array.from({ length: count }, (_, index) => {
    if (index % 20 === 0) return searches[(index / 20) % searches.length] ?? ''
    if (index % 7 === 0) return `What is ${index}% of 2,480, and what time is it in Nairobi?`
    if (index % 5 === 0) return `Divide ${index} by 0`
    return `Take ${index} plus ${index * 3}, multiply by 7, then subtract 4`
  })
}

function scripts(count: number): ScriptedTurn[][] {
  const texts = Object.values(hostileTexts)
  return Array.from({ length: count }, (_, index) => {
    const text = texts[index % texts.length] ?? ''
    const calls: ScriptedTurn = [
      { think: text },
      { say: `Let me see ${text}` },
      call('add', { x: index, y: 1 }),
      call(index % 3 ? 'add' : 'fail', { x: 2, y: index }),
      ...(index % 4 ? [] : [call('unknown', text)]),
    ]
    const breaks: ScriptedTurn = [{ say: 'Half' }, () => Promise.reject(new Error('The line broke.'))]
    const last = [[finalAnswer(`So: ${text}`)], say(text), breaks, [call('add', '{"x": 1,'), { finish: 'length' }]]
    return [calls, last[index % last.length] ?? []]
  })
}
