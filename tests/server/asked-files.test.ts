import { nanoid } from 'nanoid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeSse } from '@/lib/protocol/sse'
import { promptFiltered, status } from '@/tests/support/faults'
import { makePdf } from '@/tests/support/make-files'
import { finalAnswer, type Reply } from '@/tests/support/replies'
import { type ServedApp, serveApp } from '@/tests/support/served-app'
import { startUpstream, type Upstream } from '@/tests/support/upstream'

let upstream: Upstream
let app: ServedApp
let headers: Record<string, string>
beforeAll(async () => {
  upstream = await startUpstream()
  app = await serveApp({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model' })
  const { token } = await (await fetch(`${app.url}/api/visitors`, { method: 'POST' })).json()
  headers = { authorization: `Bearer ${token}` }
}, 60_000)
afterAll(async () => {
  await app.close()
  await upstream.close()
})

const imageOf = (letter: string) => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from(letter.repeat(100))])
const dataUrlOf = (letter: string) => `data:image/png;base64,${imageOf(letter).toString('base64')}`

const add = async (threadId: string, name: string, bytes: Buffer): Promise<string> => {
  const url = `${app.url}/api/threads/${threadId}/documents?name=${name}`
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) })
  return (await response.json()).document.id
}

type Ask = {
  threadId: string
  files?: string[]
  from?: object
  model?: string
  messageId?: string
  runId?: string
  replies?: Reply[]
}
type Started = { runId: string; metadata: { files?: { name: string }[] } }

/** Asks, and gives the first event of the run, how it ended, and what the model was asked. */
const ask = async (
  question: string,
  { threadId, replies = [finalAnswer('Well.')], messageId = nanoid(), runId = nanoid(), ...unfold }: Ask,
) => {
  upstream.replyTo(question, ...replies)
  const before = upstream.requests.length
  const response = await fetch(`${app.url}/api/runs`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      threadId,
      runId,
      protocolVersion: '1.0',
      messages: [{ id: messageId, role: 'user', content: question }],
      forwardedProps: { unfold: { detach: true, ...unfold } },
    }),
  })
  if (!response.ok || !response.body) return { problem: await response.json() }
  const events = []
  for await (const frame of decodeSse(response.body))
    if (frame.event === undefined) events.push({ seq: Number(frame.id), ...JSON.parse(frame.data) })
  const asked = upstream.requests.slice(before).map(({ body }) => JSON.stringify(body))
  return { started: events[0] as Started, last: events.at(-1), events, asked, messageId }
}
const countIn = (text = '', part: string) => text.split(part).length - 1

describe('the files of a question', () => {
  test('are told in the log of its run, with their names', async () => {
    const threadId = nanoid()
    const pdf = makePdf(['Hello'])
    const kept = await add(threadId, 'kept.pdf', pdf)
    const { started } = await ask('What does it say?', { threadId, files: [kept] })
    expect(started?.metadata.files).toEqual([{ id: kept, name: 'kept.pdf', type: 'pdf', size: pdf.length, pages: 1 }])
  })

  test('are all there, or a new question is not asked; another answer does without one that was removed', async () => {
    const threadId = nanoid()
    const pdf = makePdf(['Hello'])
    const [kept, gone] = [await add(threadId, 'kept.pdf', pdf), await add(threadId, 'gone.pdf', pdf)]
    const [messageId, runId] = [nanoid(), nanoid()]
    const files = [gone, kept]
    const { started, last } = await ask('What do they say?', { threadId, files, messageId, runId })
    await fetch(`${app.url}/api/threads/${threadId}/documents/${gone}`, { method: 'DELETE', headers })
    const other = await add(nanoid(), 'other-chat.pdf', pdf)
    for (const missing of [gone, other]) {
      const { problem } = await ask('And now?', { threadId, files: [missing, kept] })
      expect(problem).toMatchObject({
        code: 'bad-request',
        detail: expect.stringMatching(/^A file of this question is no longer here\./),
      })
    }
    const sentAgain = await ask('What do they say?', { threadId, files, messageId, runId })
    expect(sentAgain.last).toEqual(last)
    const from = { runId: started?.runId, seq: last?.seq, action: 'regenerate' }
    const again = await ask('What do they say?', { threadId, files, messageId, from })
    expect(again.started?.metadata.files?.map(({ name }) => name)).toEqual(['kept.pdf'])
  })

  test('an image is seen once, by its name, with the question and with each other answer to it', async () => {
    const threadId = nanoid()
    const image = await add(threadId, 'red.png', imageOf('r'))
    const first = await ask('What is on it?', { threadId, files: [image] })
    expect(first.asked).toHaveLength(1)
    expect(countIn(first.asked?.[0], dataUrlOf('r'))).toBe(1)
    expect(first.asked?.[0]).toContain('Image: red.png')
    const from = (action: string) => ({ runId: first.started?.runId, seq: first.events?.at(-1)?.seq, action })
    const messageId = first.messageId ?? ''
    const again = await ask('What is on it?', { threadId, files: [image], from: from('regenerate'), messageId })
    expect(countIn(again.asked?.[0], dataUrlOf('r'))).toBe(1)
    const edited = await ask('Which colour?', { threadId, files: [image], from: from('edit'), messageId })
    expect(countIn(edited.asked?.[0], dataUrlOf('r'))).toBe(1)
    expect(edited.asked?.[0]).not.toContain('Earlier image')
  })

  test('an image is seen with later questions too, as one of before', async () => {
    const threadId = nanoid()
    await ask('What is that?', { threadId, files: [await add(threadId, 'red.png', imageOf('r'))] })
    const { asked, started } = await ask('And this one?', { threadId, files: [await add(threadId, 'blue.png', imageOf('b'))] })
    expect(asked?.[0]).toMatch(/Earlier image: red\.png.*Image: blue\.png/)
    expect(countIn(asked?.[0], dataUrlOf('r'))).toBe(1)
    expect(countIn(asked?.[0], dataUrlOf('b'))).toBe(1)
    expect(started?.metadata.files?.map(({ name }) => name)).toEqual(['blue.png'])
    const words = await ask('Thanks', { threadId })
    expect(countIn(words.asked?.[0], 'Earlier image')).toBe(2)
  })

  test('an image of a question that an earlier version asked is seen with later ones', async () => {
    const threadId = nanoid()
    const { started } = await ask('What is old?', { threadId, files: [await add(threadId, 'red.png', imageOf('r'))] })
    const { services } = await import('@/lib/server/services')
    const runId = started?.runId ?? ''
    await services().store.use((db) => db.updateTable('runs').set({ asked_with: null }).where('run_id', '=', runId).execute())
    expect((await ask('And what is new?', { threadId })).asked?.[0]).toContain('Earlier image: red.png')
  })

  test('an image that was added and not asked with yet is not seen, and neither is one of a later question', async () => {
    const threadId = nanoid()
    const first = await ask('What is the first?', { threadId, files: [await add(threadId, 'red.png', imageOf('r'))] })
    const blue = await add(threadId, 'blue.png', imageOf('b'))
    const second = await ask('What is the second?', { threadId, files: [blue] })
    await add(threadId, 'waiting.png', imageOf('w'))
    const rerun = ({ started, last, messageId = '' }: Partial<typeof first>, action: string) => ({
      threadId,
      messageId,
      from: { runId: started?.runId, seq: last?.seq, action },
    })
    const again = await ask('What is the second?', { ...rerun(second, 'regenerate'), files: [blue] })
    expect(again.asked?.[0]).not.toContain(dataUrlOf('w'))
    expect(again.asked?.[0]).toContain('Earlier image: red.png')
    const edited = await ask('What was the first?', rerun(first, 'edit'))
    expect(edited.asked?.[0]).not.toContain('data:image')
  })
})

const invalidImage = status(400, { message: 'Failed to decode the image.', type: 'invalid_request_error', code: 'invalid_image' })
test.each([
  ['its filter', promptFiltered(), 'content-filter'],
  ['an image that it cannot read', invalidImage, 'model-refused'],
])('an image whose question the provider refused is left out of later ones, which say so: %s', async (_why, refusal, code) => {
  const threadId = nanoid()
  await ask('What is good?', { threadId, files: [await add(threadId, 'green.png', imageOf('g'))] })
  const red = await add(threadId, 'red.png', imageOf('r'))
  const refused = await ask('What is bad?', { threadId, files: [red], replies: [refusal] })
  expect(refused.last).toMatchObject({ type: 'RUN_ERROR', code })
  const next = await ask('And what now?', { threadId })
  expect(next.asked?.[0]).toContain('Earlier image: green.png')
  expect(next.asked?.[0]).not.toContain(dataUrlOf('r'))
  const notice = {
    code: 'image-left-out',
    message: 'red.png was left out, because the provider refused the question that came with it.',
  }
  expect(next.events).toContainEqual(expect.objectContaining({ name: 'unfold.notice', value: notice }))
  // To the question itself it belongs, and once that was answered all is as before.
  const from = { runId: refused.started?.runId, seq: refused.last?.seq, action: 'regenerate' }
  const again = await ask('What is bad?', { threadId, files: [red], from, messageId: refused.messageId ?? '' })
  expect(again.asked?.[0]).toContain(dataUrlOf('r'))
  const after = await ask('Anything else?', { threadId })
  expect(after.asked?.[0]).toContain('Earlier image: red.png')
  expect(JSON.stringify(after.events)).not.toContain('image-left-out')
})

test('a model that refuses an image is known to see none from then on, which the offer says', async () => {
  const threadId = nanoid()
  const image = await add(threadId, 'red.png', imageOf('r'))
  const offered = async () => (await (await fetch(`${app.url}/api/models`, { headers })).json()).models[0]
  expect(await offered()).not.toHaveProperty('seesImages')
  const refused = status(400, { message: 'image input is not supported', type: 'invalid_request_error', code: null })
  const { last } = await ask('What is in it?', { threadId, files: [image], replies: [refused] })
  expect(last).toMatchObject({ type: 'RUN_ERROR', message: expect.stringContaining('cannot look at images') })
  expect(await offered()).toMatchObject({ seesImages: false })
  const { problem } = await ask('What is in it now?', { threadId, files: [image] })
  expect(problem.detail).toBe('test-model cannot look at images. Choose a model that can, or ask without them.')
  // What was asked before does not stand in the way of other questions.
  const { last: end, asked } = await ask('Never mind', { threadId })
  expect(end).toMatchObject({ type: 'RUN_FINISHED' })
  expect(asked?.[0]).not.toContain('data:image')
})
