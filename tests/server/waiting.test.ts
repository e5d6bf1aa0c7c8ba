import { describe, expect, test } from 'vitest'
import { keepAlivesOnly, keptAlive, loadingModel, stallAfter, stallBeforeFirstToken } from '@/tests/support/faults'
import { startModelChats } from '@/tests/support/model-chats'
import { noticesIn } from '@/tests/support/notices'
import { join, type Part, type Reply, say } from '@/tests/support/replies'

/** How long a model is waited for, and what is said meanwhile: over `POST /api/runs`, then once more in the same chat. */

const { upstream, chats } = await startModelChats({ FIRST_TOKEN_SECONDS: '2', SILENCE_SECONDS: '2' })
await chats.newChat().ask('Hello?') // So that what a first question loads takes nobody's second.

const comment: Part = { type: 'raw', text: ': PROCESSING\n\n' }
const emptyDelta: Part = { type: 'delta', delta: { content: '' } }

test.each<[string, Reply, RegExp]>([
  ['before the first token', stallBeforeFirstToken(), /did not answer within 2 seconds/],
  ['between two tokens', stallAfter(3), /stopped answering/],
])('silence %s ends the run when its time is over, and its socket is closed', async (_title, reply, words) => {
  const chat = chats.newChat()
  upstream.reply(reply)
  const { run } = await chat.ask('Well?')
  expect(run.state).toMatchObject({ name: 'failed', code: 'model-stalled', message: expect.stringMatching(words) })
  const request = upstream.requests.at(-1)
  await request?.finished
  expect(request?.closedAt).toBeDefined()
  expect((await chat.ask('And now?')).run.state.name).toBe('done')
})

describe('any sign of life counts', () => {
  test.each<[string, Reply]>([
    ['comments before the first token', join(keptAlive(3000, [comment]), say('Here I am.'))],
    ['empty deltas before the first token', join(keptAlive(3000, [emptyDelta]), say('Here I am.'))],
    ['comments between two tokens', join(say('Here'), keptAlive(3000, [comment]), say(' I am.'))],
  ])('%s', async (_title, reply) => {
    const chat = chats.newChat()
    upstream.reply(reply)
    const { run } = await chat.ask('Where are you?')
    expect(run).toMatchObject({ state: { name: 'done' }, answer: { text: 'Here I am.' } })
    expect((await chat.ask('And now?')).run.state.name).toBe('done')
  })
})

describe('a model that is being loaded', () => {
  test.each(['Loading model', 'Model test-model is currently loading', 'The model is warming up.'])(
    'is asked again until it is there: %s',
    async (words) => {
      const chat = chats.newChat()
      upstream.reply(...Array.from({ length: 5 }, () => loadingModel(words)), say('Here I am.'))
      const asked = await chat.ask('Where are you?')
      expect(asked.run).toMatchObject({ state: { name: 'done' }, answer: { text: 'Here I am.' } })
      expect(noticesIn(asked.events)).toEqual([{ code: 'waiting', message: 'The model is loading.' }])
      expect((await chat.ask('And now?')).run.state.name).toBe('done')
    },
  )

  test('is not waited for any longer than a first token', async () => {
    const chat = chats.newChat()
    upstream.replyTo('Are you there', ...Array.from({ length: 100 }, () => loadingModel()))
    const { run } = await chat.ask('Are you there?')
    expect(run.state).toMatchObject({
      name: 'failed',
      code: 'model-stalled',
      message: 'The model is still loading. Try again in a while.',
    })
    expect((await chat.ask('And now?')).run.state.name).toBe('done')
  })

  test.each<[string, Reply[]]>([
    ['loads', Array.from({ length: 100 }, () => loadingModel())],
    ['sends only comments', [keepAlivesOnly()]],
  ])('Stop ends the run at once while it %s', async (how, replies) => {
    const chat = chats.newChat()
    const question = `Stop me while it ${how}`
    upstream.replyTo(question, ...replies)
    const before = upstream.requests.length
    const { run } = await chat.ask(question, (event, runId) => {
      if (event.type === 'STEP_STARTED') void upstream.received(before + 1).then(() => chat.stop(runId))
    })
    expect(run.state.name).toBe('stopped')
    expect((await chat.ask('And now?')).run.state.name).toBe('done')
  })
})
