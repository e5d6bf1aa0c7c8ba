import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from '@playwright/test'
import type { NumberedEvent } from '@/lib/protocol/event'
import { databases, test } from '@/tests/support/app'
import { callTools, finalAnswer, join, slow, think } from '@/tests/support/replies'
import { seeded } from '@/tests/support/seeded'
import { eventsOf, Visitor } from '@/tests/support/visitor'

const runsAtOnce = 10
const cutsOfEach = 20

for (const { database, url } of databases) {
  test(`200 lines that are cut at random moments are read on without a gap or a repeat, on ${database}`, {
    tag: '@once',
  }, async ({ upstream }) => {
    test.slow()
    const visitor = await Visitor.arrive(url)
    const random = seeded(database.length)
    let cuts = 0

    await Promise.all(
      Array.from({ length: runsAtOnce }, async () => {
        const question = `Cut me ${randomUUID()}`
        const steps = callTools([
          { name: 'add', args: { x: 10, y: 10 } },
          { name: 'search', args: { query: 'server-sent events' } },
        ])
        const text = 'The words of this answer come at the pace of a model, one by one. '.repeat(12)
        const replies = [join(think('Let me see.'), steps), finalAnswer(text, ['add'], { fragment: 8 })].map((reply) =>
          slow(40, reply),
        )
        await upstream.replyTo(question, ...replies)
        const runId = randomUUID()
        const first = eventsOf(await visitor.post(question, { runId }))
        const second = readWithCuts(visitor, runId, random, () => {
          cuts += 1
        })
        const events = await first
        expect(await second).toEqual(events)
        expect(await visitor.read(runId)).toEqual(events)
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      }),
    )
    expect(cuts).toBe(runsAtOnce * cutsOfEach)
  })
}

/** Reads a run over many short lines, each from the last event of the one before. */
async function readWithCuts(visitor: Visitor, runId: string, random: () => number, onCut: () => void): Promise<NumberedEvent[]> {
  const events: NumberedEvent[] = []
  for (let cut = 0; cut < cutsOfEach; cut += 1) {
    const line = new AbortController()
    const headers = { 'last-event-id': String(events.at(-1)?.seq ?? 0) }
    const reading = visitor
      .fetch(`/api/runs/${runId}/events`, { headers, signal: line.signal })
      .then((response) => eventsOf(response, (event) => events.push(event)))
      .catch(() => undefined) // It was cut, as it should be.
    await pause(random() * 250)
    line.abort()
    await reading
    onCut()
  }
  return [...events, ...(await visitor.read(runId, events.at(-1)?.seq ?? 0))]
}
