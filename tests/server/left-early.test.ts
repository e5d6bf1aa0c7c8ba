import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedApp, serveApp } from '@/tests/support/served-app'
import { eventsOf, Visitor } from '@/tests/support/visitor'

let app: ServedApp
let visitor: Visitor
beforeAll(async () => {
  app = await serveApp({ MODEL: 'demo', DEMO_TOKENS_PER_SECOND: '0' })
  visitor = await Visitor.arrive(app.url)
}, 60_000)
afterAll(() => app.close())

/** The chat as a page that is loaded now has it: `undefined` where there is none. */
const look = async (threadId: string) => {
  const response = await visitor.fetch(`/api/threads/${threadId}?events=compact`)
  return response.status === 404 ? undefined : response.json()
}

/** In turns of the event loop after the request was sent: before it has come, while it is read, written, begun, answered, and over. */
const moments = Array.from({ length: 30 }, (_, index) => index * 3)

test('a page that is left at any moment of its first question has lost nothing: there is no chat, or the whole of it', async () => {
  for (const moment of moments) {
    const threadId = `left-${moment}`
    const left = new AbortController()
    const asked = visitor.post('What is 2 + 2?', { threadId, runId: `run-${moment}` }, left.signal).catch(() => undefined)
    for (let turn = 0; turn < moment; turn += 1) await nextTurn()
    const seen = await look(threadId)
    left.abort()
    await asked
    if (seen) {
      // The question is there with its run, though nothing of it may be written yet; who reads on gets all of it.
      expect(seen.turns).toMatchObject([{ question: 'What is 2 + 2?', runs: [{ runId: `run-${moment}` }] }])
      const events = await eventsOf(await visitor.fetch(`/api/runs/run-${moment}/events`))
      expect([events[0]?.type, events.at(-1)?.type]).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
    }
    // The same question sent again, as from the composer, is answered once: it has come, or it comes now.
    const again = await visitor.ask('What is 2 + 2?', { threadId, runId: `run-${moment}` })
    expect(again.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
    expect((await look(threadId)).turns).toMatchObject([{ runs: [{ ended: true }] }])
  }
})
