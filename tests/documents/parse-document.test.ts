import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { parseDocument } from '@/lib/documents/parse-document'
import { docxFiles, makePdf, makePdfBomb, makeZip } from '@/tests/support/make-files'

const parse = (name: string, content: string | Buffer) => parseDocument({ bytes: Buffer.from(content), name })

test('a file is read in a thread of its own, and what cannot be read is refused with a sentence', async () => {
  expect(await parse('report.pdf', makePdf(['Hello']))).toMatchObject({ type: 'pdf', pages: 1, chars: 5 })
  await expect(parse('a.pdf', 'not a PDF')).rejects.toMatchObject({
    code: 'bad-request',
    field: 'file',
    message: expect.stringContaining('says PDF'),
  })
})

test('the event loop goes on while a file is read', async () => {
  const file = parse('a.html', `<h1>A</h1>${'<p>Some words that have to be read, one after the other.</p>'.repeat(30_000)}`)
  const begunAt = performance.now()
  let longest = 0
  let last = begunAt
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  const { chars } = await file.finally(() => clearInterval(timer))
  expect(chars).toBeGreaterThan(1_000_000)
  // Read here, it would be held up for as long as it takes.
  expect(longest).toBeLessThan((performance.now() - begunAt) / 2)
})

test('who leaves stops the reading', async () => {
  const leaving = new AbortController()
  const reading = parseDocument({ bytes: Buffer.from('Hello'), name: 'a.txt' }, { signal: leaving.signal })
  leaving.abort(new Error('gone'))
  await expect(reading).rejects.toThrow('gone')
})

test('a file that takes too long, or too much memory, is given up', async () => {
  const xml = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${'<w:p>'.repeat(200_000)}`
  const bytes = makeZip([...docxFiles([]).slice(0, 2), { name: 'word/document.xml', content: xml }])
  await expect(parseDocument({ bytes, name: 'deep.docx' }, { timeoutMs: 100 })).rejects.toMatchObject({
    code: 'bad-request',
    message: 'This file takes longer than 0.1 seconds to read. Add the part that you need.',
  })
  const wide = `<!doctype html>${'<h1>a</h1>'.repeat(600_000)}`
  await expect(parseDocument({ bytes: Buffer.from(wide), name: 'a.html' }, { maxHeapMb: 32 })).rejects.toMatchObject({
    message: expect.stringContaining('memory'),
  })
})

test('of files that are read at once none is found at fault for the memory that they take together', async () => {
  const bytes = await makePdfBomb(300)
  const read = () => parseDocument({ bytes, name: 'bomb.pdf' }, { maxGrowthMb: 150 })
  for (const { status, ...result } of await Promise.allSettled([read(), read()])) {
    expect(status).toBe('rejected')
    expect(result).toMatchObject({ reason: { code: 'rate-limited', message: expect.stringContaining('Try again') } })
  }
})

test('what a file unpacks to is bounded, though it is in no heap', async () => {
  const reading = parseDocument({ bytes: await makePdfBomb(300), name: 'bomb.pdf' }, { maxGrowthMb: 150 })
  await expect(reading).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('memory') })
})
