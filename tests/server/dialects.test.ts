import { convertMessagesToCompletionsMessageParams } from '@langchain/openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toOrigin } from '@/lib/agent/models/own-fields'
import { toTolerable } from '@/lib/agent/models/request-messages'
import { toScratchpad } from '@/lib/agent/scratchpad'
import { redactRun } from '@/lib/run-view/redact'
import { callsOf } from '@/lib/run-view/state'
import { type Asked, type Chats, eventsOf, noticesOf, startChats } from '@/tests/support/chats'
import { callsAsTheyCome, type Dialect, goesBack, moreThanText, type Seen, texAnswers } from '@/tests/support/dialects'
import { keyRefused, status } from '@/tests/support/faults'
import { callTools, deltas, finalAnswer, join, type Reply, say, think } from '@/tests/support/replies'
import { strictEvent } from '@/tests/support/strict-schema'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

/** How servers really speak OpenAI's format: each way asked for over `POST /api/runs`, then once more in the same chat. */

let upstream: Upstream
let chats: Chats
beforeAll(async () => {
  upstream = await startUpstream()
  chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', SILENCE_SECONDS: '10' })
})
afterAll(async () => {
  await chats.close()
  await upstream.close()
})

/** What a person sees, in the words of a dialect. */
const seenIn = ({ run, events }: Asked): Seen => {
  const calls = callsOf(run).map((call): [string, unknown, string] => [
    call.name,
    parse(call.argsText),
    'result' in call ? call.result.content.replace(/^Error: /, '') : call.state,
  ])
  const thought = eventsOf({ events }, 'REASONING_MESSAGE_CONTENT').map(({ delta }) => delta)
  const notes = run.steps.flatMap((step) => (step.kind === 'note' ? [step.text] : []))
  return {
    answer: run.answer?.text ?? `(${JSON.stringify(run.state)})`,
    ...(thought.length > 0 && { thought: thought.join('') }),
    ...(notes.length > 0 && { note: notes.join('\n') }),
    ...(calls.length > 0 && { calls }),
  }
}
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each asks a question of its own, so that a reply which is left over is nobody else's. */
let cases = 0

/** Asks, checks what is seen and what went back, and asks once more in the same chat. */
async function check({ replies, sees, back }: Dialect): Promise<void> {
  const chat = chats.newChat()
  const from = upstream.requests.length
  cases += 1
  const question = `What is 10 plus 10? Case ${cases}.`
  upstream.replyTo(question, ...replies)
  const asked = await chat.ask(question)
  const requests = upstream.requests.slice(from)
  expect(requests.map(({ refusal }) => refusal)).toEqual(replies.map(() => undefined))
  const seen = seenIn(asked)
  expect({ ...seen, calls: seen.calls?.map(([name, args]) => [name, args]) }).toEqual({
    ...sees,
    calls: sees.calls?.map(([name, args]) => [name, args]),
  })
  for (const [n, [, , result]] of (sees.calls ?? []).entries()) expect(seen.calls?.[n]?.[2]).toContain(result)
  expect(asked.run.state).toEqual({ name: 'done' })
  if (back) {
    const message = requests[1]?.body.messages.find(({ role }) => role === 'assistant')
    expect(message).toMatchObject(withoutUndefined(back))
    for (const [field, value] of Object.entries(back)) if (value === undefined) expect(message).not.toHaveProperty(field)
  }
  for (const { seq: _id, ...event } of asked.events) strictEvent().parse(event)

  upstream.replyTo(`And now? Case ${cases}.`, say('All is well.'))
  const next = await chat.ask(`And now? Case ${cases}.`)
  expect(next.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'All is well.' } })
  const history = upstream.requests.at(-1)?.body.messages
  expect(history?.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
  expect(history?.[2]).toEqual({ role: 'assistant', content: asked.run.answer?.text })
}

const withoutUndefined = (object: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))

describe('what goes back to the provider', () => {
  test.each(goesBack)('$name', check)
})
describe('text that is more than text', () => {
  test.each(moreThanText)('$name', check)
})
describe('calls as they come', () => {
  test.each(callsAsTheyCome)('$name', check)

  test.each(texAnswers)('an answer with TeX: %s', async (written, answer) => {
    const replies = [callTools([{ name: 'final_answer', args: `{"answer": "${written}"}` }], { fragment: 1 })]
    await check({ name: written, replies, sees: { answer } })
  })
})

describe('from the store', () => {
  const signed = { index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"x":10,"y":10}' } }
  const turn: Reply = {
    ...join(
      think('Two numbers, one sum.'),
      deltas({ content: 'One sum.' }, { tool_calls: [{ ...signed, extra_content: { google: { thought_signature: 'c2ln' } } }] }),
    ),
    finish: 'tool_calls',
  }
  const asItCame = {
    role: 'assistant',
    content: 'One sum.',
    reasoning_content: 'Two numbers, one sum.',
    tool_calls: [{ id: 'call_1', extra_content: { google: { thought_signature: 'c2ln' } } }],
  }
  /** The assistant's messages of the newest request. */
  const sentBack = () => upstream.requests.at(-1)?.body.messages.filter(({ role }) => role === 'assistant')
  const question = () => {
    cases += 1
    return `What is 10 plus 10? Case ${cases}.`
  }

  test('a run that is continued gives back what the run before it was sent', async () => {
    const chat = chats.newChat()
    const asked = question()
    upstream.replyTo(asked, turn, keyRefused())
    const { run, runId } = await chat.ask(asked)
    expect(run.state).toMatchObject({ name: 'failed', code: 'model-key' })
    upstream.replyTo(asked, finalAnswer('It is 20.'))
    const unfold = { from: { runId, seq: run.lastSeq, action: 'continue' } }
    expect(await chat.ask(asked, undefined, unfold)).toMatchObject({ run: { state: { name: 'done' } } })
    expect(sentBack()).toMatchObject([asItCame])
  })

  test('a step that is tried again: the calls that are kept go back as they came, and the new one has an id that all take', async () => {
    const chat = chats.newChat()
    const asked = question()
    const second = callTools([{ name: 'add', args: { x: 1, y: 1 }, id: 'call_2' }])
    upstream.replyTo(asked, turn, second, finalAnswer('20 and 2.'))
    const { run, runId } = await chat.ask(asked)
    upstream.replyTo(asked, finalAnswer('20 and 2, again.'))
    const toolCallId = callsOf(run)[1]?.toolCallId
    const unfold = { from: { runId, seq: run.lastSeq, action: 'retry-call', toolCallId } }
    const again = await chat.ask(asked, undefined, unfold)
    expect(again.run.state).toEqual({ name: 'done' })
    expect(sentBack()).toMatchObject([asItCame, { tool_calls: [{ id: expect.stringMatching(/^[A-Za-z0-9]{9}$/) }] }])
  })

  test('another server gets none of the fields and ids of the first one', async () => {
    const other = await startUpstream()
    const chat = chats.newChat()
    const asked = question()
    upstream.replyTo(asked, turn, keyRefused())
    const { run, runId, events } = await chat.ask(asked)
    const messages = toTolerable(
      convertMessagesToCompletionsMessageParams({ messages: toScratchpad(run.steps) }),
      toScratchpad(run.steps),
      { origin: toOrigin('compatible', other.url), ownFields: true },
    )
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: 'One sum.',
        tool_calls: [
          {
            id: expect.stringMatching(/^[A-Za-z0-9]{9}$/),
            type: 'function',
            function: { name: 'add', arguments: '{"x":10,"y":10}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: expect.stringMatching(/^[A-Za-z0-9]{9}$/), content: '20' },
    ])
    await other.close()
    // Nor does anybody who is shown the run, or keeps a copy.
    const shown = JSON.stringify(redactRun(events))
    for (const secret of ['c2ln', 'call_1', toOrigin('compatible', `${upstream.url}/chat/completions`)]) {
      expect(JSON.stringify(events)).toContain(secret)
      expect(shown).not.toContain(secret)
    }
    expect(runId).toBe(run.runId)
  })
})

describe('a server that does not take back what it sent', () => {
  const words = [
    "'messages.2' : for 'role:assistant' the following must be satisfied[('messages.2' : property 'reasoning_content' is unsupported, did you mean 'role'?)]",
    "[{'type': 'extra_forbidden', 'loc': ('body', 'messages', 2, 'assistant', 'reasoning_content'), 'msg': 'Extra inputs are not permitted'}]",
  ]

  test.each(words)('is asked without, and that is said once: %s', async (message) => {
    const lax = await startUpstream({ strict: false })
    const own = await startChats({ OPENAI_BASE_URL: lax.url, MODEL: 'test-model' })
    const refusal = status(400, { message, type: 'invalid_request_error', code: null })
    const turn = join(think('Two sums.'), callTools([{ name: 'add', args: { x: 10, y: 10 }, id: 'call_1' }]))
    lax.reply(turn, refusal, finalAnswer('It is 20.'))
    const chat = own.newChat()
    const { run, events } = await chat.ask('What is 10 plus 10?')
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'It is 20.' } })
    expect(noticesOf({ events }).map(({ code }) => code)).toEqual(['fallback'])
    const backs = lax.requests.map(({ body }) => body.messages.find(({ role }) => role === 'assistant'))
    expect(backs.map((back) => back && 'reasoning_content' in back)).toEqual([undefined, true, false])
    expect(backs[2]?.tool_calls).toMatchObject([{ id: 'call_1' }])
    lax.reply(turn, finalAnswer('It is 20.'))
    await chat.ask('Once more?')
    expect(lax.requests).toHaveLength(5)
    await own.close()
    await lax.close()
  })
})
