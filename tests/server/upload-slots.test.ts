import { expect, test } from 'vitest'
import { withUploadSlot } from '@/lib/server/documents/upload-slots'

const { signal } = new AbortController()

/** Something that needs a place, and is at work until it is finished. */
function occupy(address: string, until = signal) {
  let isBegun = false
  let finish = () => {}
  const done = withUploadSlot(address, until, () => {
    isBegun = true
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  return { done, isBegun: () => isBegun, finish: () => finish() }
}

test('an address has three places, and whoever came first has the next one', async () => {
  const files = [1, 2, 3, 4, 5].map(() => occupy('a'))
  const other = occupy('b')
  expect([...files, other].map((file) => file.isBegun())).toEqual([true, true, true, false, false, true])
  files[1]?.finish()
  await files[1]?.done
  await expect.poll(() => files[3]?.isBegun()).toBe(true)
  expect(files[4]?.isBegun()).toBe(false)
  for (const file of [files[0], files[2], files[3], other]) file?.finish()
  await expect.poll(() => files[4]?.isBegun()).toBe(true)
  files[4]?.finish()
  await Promise.all([...files, other].map(({ done }) => done))
})

test('who is gone waits no longer, and of many not all wait', async () => {
  const files = [1, 2, 3].map(() => occupy('a'))
  const gone = new AbortController()
  const waiting = Array.from({ length: 50 }, () => occupy('a', gone.signal).done.catch((error: Error) => error.message))
  await expect(occupy('a').done).rejects.toMatchObject({ code: 'rate-limited' })
  gone.abort(new Error('gone'))
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['gone']))
  for (const file of files) file.finish()
  await Promise.all(files.map(({ done }) => done))
})
