import { expect, test } from 'vitest'
import { parsePage } from '@/lib/documents/parse-page'

const read = (html: string, signal = new AbortController().signal) =>
  parsePage({ url: 'https://tea.example/', bytes: Buffer.from(html), contentType: 'text/html' }, { maxBytes: 8000 }, signal)

test('a page is read in a thread of its own', async () => {
  const page = await read('<title>Tea</title><p>Tea is a drink.</p>')
  expect(page).toMatchObject({ title: 'Tea', passages: [{ text: 'Tea is a drink.' }], isWhole: true })
})

test('why a page cannot be read is said in words that follow the name of its site', async () => {
  expect(await read('')).toEqual({ problem: 'has no text that can be read without running its scripts' })
  expect(await read('\u007fELF')).toEqual({ problem: 'is no text' })
})

test('while pages are read that are made to be hard, the server goes on', async () => {
  let turns = 0
  const turning = setInterval(() => {
    turns += 1
  }, 5)
  const pages = await Promise.all(
    ['<div>'.repeat(300_000), '<p>x, y</p>'.repeat(150_000), '<'.repeat(2_000_000)].map((html) =>
      read(`<p>Tea is a drink.</p>${html}`),
    ),
  )
  clearInterval(turning)
  // Read or given up, and something else was done meanwhile.
  expect(pages).toHaveLength(3)
  expect(turns).toBeGreaterThan(10)
})

test('what is stopped ends at once, with the reason', async () => {
  const controller = new AbortController()
  const reading = read('<p>x, y</p>'.repeat(150_000), controller.signal)
  controller.abort(new Error('stopped'))
  await expect(reading).rejects.toThrow('stopped')
})
