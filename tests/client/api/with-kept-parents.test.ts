import { expect, test } from 'vitest'
import { withKeptParents } from '@/lib/client/api/with-kept-parents'
import { AppError } from '@/lib/protocol/error'
import type { NumberedEvent, RunId } from '@/lib/protocol/event'
import { readFixture } from '@/tests/support/fixtures'

const gone = 'gone' as RunId
const rerun = readFixture('stopped').map(
  (event): NumberedEvent =>
    event.type === 'RUN_STARTED'
      ? { ...event, metadata: { ...event.metadata, from: { runId: gone, seq: 4, action: 'continue' as const } } }
      : event,
)
const readWith = (code: 'not-found' | 'internal') => async (runId: RunId) => {
  if (runId === gone) throw new AppError(code)
  return rerun
}

test('a run is saved though the one whose steps it goes on from is gone', async () => {
  const saved = await withKeptParents(rerun, readWith('not-found'))
  expect(saved.map(({ seq }) => seq)).toEqual(rerun.map(({ seq }) => seq))
})

test('one that cannot be read now is not left out in silence', async () => {
  await expect(withKeptParents(rerun, readWith('internal'))).rejects.toMatchObject({ code: 'internal' })
})
