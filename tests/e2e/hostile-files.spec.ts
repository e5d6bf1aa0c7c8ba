import { randomUUID } from 'node:crypto'
import { databases, expect, test } from '@/tests/support/app'
import { docxFiles, makeDocx, makeLockedPdf, makePdf, makeZip } from '@/tests/support/make-files'
import { Visitor } from '@/tests/support/visitor'

/** Files that mean harm or cannot be read, sent to the built app, and what it says of each. */
const hostile: [name: string, content: Buffer, sentence: string][] = [
  ['pages.pdf', makePdf(Array.from({ length: 10_000 }, (_, page) => `Page ${page}`)), '10,000 pages'],
  ['line.csv', Buffer.alloc(20 * 1024 * 1024, 'a,'), '2 million characters'],
  ['huge.txt', Buffer.alloc(21 * 1024 * 1024, 'a'), 'larger than 20 MB'],
  [
    'bomb.docx',
    makeZip([...docxFiles(['Hi']), { name: 'word/styles.xml', content: Buffer.alloc(70_000_000, ' ') }]),
    'unpack to more',
  ],
  ['deep.html', Buffer.from('<div>'.repeat(200_000)), 'nested too deep'],
  ['macros.docx', makeDocx(['Hi'], [{ name: 'word/vbaProject.bin', content: 'x' }]), 'macros'],
  ['locked.pdf', makeLockedPdf(), 'password'],
  ['scan.pdf', makePdf(['', '']), 'no text'],
  ['program.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(1000, 7)]), 'program'],
  ['a.zip', makeZip([{ name: 'a.txt', content: 'Hi' }]), 'archive'],
]

for (const { database, url } of databases) {
  test(`hostile files are refused in a sentence while the app goes on answering, on ${database}`, { tag: '@once' }, async () => {
    const visitor = await Visitor.arrive(url)
    const threadId = randomUUID()
    const upload = (name: string, content: Buffer) =>
      fetch(`${visitor.url}/api/threads/${threadId}/documents?name=${name}`, {
        method: 'POST',
        headers: visitor.headers,
        body: new Uint8Array(content),
      })
    const answers = new Map<string, unknown>()
    const uploads = Promise.all(
      hostile.map(async ([name, content]) => answers.set(name, await (await upload(name, content)).json())),
    )
    let isDone = false
    void uploads.finally(() => {
      isDone = true
    })
    let answered = 0
    while (!isDone) {
      expect((await fetch(`${visitor.url}/api/health`)).status).toBe(200)
      answered += 1
    }
    await uploads
    for (const [name, , sentence] of hostile)
      expect(answers.get(name), name).toMatchObject({
        status: name === 'huge.txt' ? 413 : 400,
        detail: expect.stringMatching(sentence),
      })
    // If any of these was read beside the requests, the app would answer once or twice.
    expect(answered).toBeGreaterThan(20)

    const good = await upload('good.pdf', makePdf(['Hello', 'World']))
    expect(await good.json()).toMatchObject({ document: { pages: 2, state: 'ready' } })
    const list = await (await visitor.fetch(`/api/threads/${threadId}/documents`)).json()
    expect(list.documents).toMatchObject([{ name: 'good.pdf' }])
  })
}
