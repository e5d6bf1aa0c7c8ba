import { expect, test } from 'vitest'
import { Limits } from '@/lib/server/limits'

const at1402 = Date.parse('2026-05-04T14:02:30Z')

test('refuses the question after the last of the hour, and says when to ask again', async () => {
  const limits = new Limits({ runsPerHour: 2, concurrentRuns: 0 }, () => at1402)
  for (const _ of [1, 2]) (await limits.takeRun('192.0.2.1'))()
  const refused = await limits.takeRun('192.0.2.1').catch((error: unknown) => error)
  expect(refused).toMatchObject({
    code: 'rate-limited',
    status: 429,
    message: 'You have reached the limit of 2 questions in an hour. You can ask again at 15:03 UTC.',
  })
  expect(refused).toHaveProperty('retryAfterMs', expect.closeTo(3_600_000, -4))
})

test('counts each address by itself', async () => {
  const limits = new Limits({ runsPerHour: 1, concurrentRuns: 1 })
  await limits.takeRun('192.0.2.1')
  await expect(limits.takeRun('192.0.2.2')).resolves.toBeTypeOf('function')
})

test('refuses a run too many at once, also among requests of the same moment', async () => {
  const limits = new Limits({ runsPerHour: 100, concurrentRuns: 2 })
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => limits.takeRun('192.0.2.1')))
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'])
  expect(results[2]).toMatchObject({
    reason: {
      code: 'rate-limited',
      message: 'You have 2 runs going. You can ask again when one of them has finished, or when you stop one.',
    },
  })
})

test('a run that ends makes room for one, however often it is said to end', async () => {
  const limits = new Limits({ runsPerHour: 0, concurrentRuns: 2 })
  const release = await limits.takeRun('192.0.2.1')
  await limits.takeRun('192.0.2.1')
  for (const _ of [1, 2, 3]) release()
  await limits.takeRun('192.0.2.1')
  await expect(limits.takeRun('192.0.2.1')).rejects.toMatchObject({ code: 'rate-limited' })
})

test('a question that the hour refuses does not count as running', async () => {
  const limits = new Limits({ runsPerHour: 1, concurrentRuns: 2 })
  await limits.takeRun('192.0.2.1')
  for (const _ of [1, 2, 3]) await expect(limits.takeRun('192.0.2.1')).rejects.toThrow('limit of one question in an hour')
})

test('0 is no limit', async () => {
  const limits = new Limits({ runsPerHour: 0, concurrentRuns: 0 })
  const releases = await Promise.all(Array.from({ length: 200 }, () => limits.takeRun('192.0.2.1')))
  expect(releases).toHaveLength(200)
})
