import { expect, test } from 'vitest'
import { readUpload } from '@/lib/server/documents/read-upload'
import { withHeldBytes, withUploadSlot } from '@/lib/server/documents/upload-slots'

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

const megabytes = (count: number) => count * 1024 * 1024
const hold = (address: string, ...pieces: number[]) => withHeldBytes(address, async (onBytes) => pieces.forEach(onBytes))

test('an address holds four of the largest files in memory, all together a little more, and lets go of each', async () => {
  const refused = { code: 'rate-limited', message: 'Other files are on their way. Try again in a moment.' }
  const finishes: (() => void)[] = []
  const held = (address: string) =>
    withHeldBytes(address, (onBytes) => {
      onBytes(megabytes(20))
      return new Promise<void>((resolve) => finishes.push(resolve))
    })
  const all = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'].map(held)
  await expect(hold('a', 1)).rejects.toMatchObject(refused)
  await hold('d', megabytes(16))
  await expect(hold('d', megabytes(8), megabytes(9))).rejects.toMatchObject(refused)
  // What it has let go of counts no more.
  await hold('d', megabytes(16))
  for (const finish of finishes) finish()
  await Promise.all(all)
  await hold('a', megabytes(80))
})

test('a file of which nothing comes for a while, or not all in time, can be tried again', async () => {
  const message = 'This file did not arrive: the connection was too slow, or broke off. Try again.'
  const read = (times: { timeoutMs: number; maxIdleMs: number }, dripMs?: number) => {
    let timer: NodeJS.Timeout | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (dripMs !== undefined) timer = setInterval(() => controller.enqueue(new Uint8Array(1)), dripMs)
      },
      cancel: () => clearInterval(timer),
    })
    const request = new Request('http://app.test/?name=a.txt', { method: 'POST', body, duplex: 'half' } as RequestInit)
    return readUpload(request, () => undefined, times)
  }
  await expect(read({ timeoutMs: 60_000, maxIdleMs: 20 })).rejects.toMatchObject({ code: 'rate-limited', message })
  await expect(read({ timeoutMs: 100, maxIdleMs: 60_000 }, 5)).rejects.toMatchObject({ code: 'rate-limited', message })
})
