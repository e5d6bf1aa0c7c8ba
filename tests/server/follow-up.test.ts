import { expect, test } from 'vitest'
import { startModelChats } from '@/tests/support/model-chats'
import { say } from '@/tests/support/replies'

/** A question that follows from turns is not answered without them. */

const { upstream, chats } = await startModelChats()

test('a follow-up to whoever asked before is answered', async () => {
  const chat = chats.newChat()
  upstream.reply(say('Hello.'), say('Still here.'))
  await chat.ask('Hello?')
  expect((await chat.ask('And now?', undefined, { isFollowUp: true })).run.answer?.text).toBe('Still here.')
})

test('a follow-up of somebody who has no such chat, as without cookies, is refused before the model is asked', async () => {
  const asked = upstream.requests.length
  await expect(chats.newChat().ask('And add 2', undefined, { isFollowUp: true })).rejects.toThrow(/404.*does not exist/)
  expect(upstream.requests).toHaveLength(asked)
})
