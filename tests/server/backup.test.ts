import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDocument, listDocuments, readPart } from '@/lib/db/document-queries'
import { searchPassages } from '@/lib/db/document-search'
import type { Owner } from '@/lib/db/run-queries'
import { Store } from '@/lib/db/store'
import type { DocumentId } from '@/lib/protocol/document'
import type { ThreadId } from '@/lib/protocol/event'
import { backUp, restore } from '@/lib/server/backup'

let folder: string
let dataDir: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-backup-'))
  dataDir = join(folder, 'data')
  store = new Store({ file: join(dataDir, 'unfold.db') })
  await write('first')
  writeFileSync(join(dataDir, 'visitor-secret'), 'a'.repeat(40), { mode: 0o600 })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const write = (key: string) => store.use((db) => db.insertInto('rate_limits').values({ key, points: 1, resets_at: 0 }).execute())
const keys = (of = store) =>
  of.use(async (db) => (await db.selectFrom('rate_limits').select('key').orderBy('key').execute()).map(({ key }) => key))
const stop = async () => {
  store.closeAtOnce()
  await store.close()
}
const startAgain = () => {
  store = new Store({ file: join(dataDir, 'unfold.db') })
}
const now = new Date('2026-03-09T14:15:03Z')

test('a copy that is made while the database is written to has all that was committed before it', async () => {
  const made: string[] = []
  for (let index = 0; index < 5; index += 1) {
    await write(`before-${index}`)
    const writing = write(`during-${index}`)
    made.push(backUp({ dataDir, to: join(folder, `copy-${index}`), now }))
    await writing
  }
  for (const [index, copy] of made.entries()) {
    expect(readdirSync(copy).sort()).toEqual(['unfold.db', 'visitor-secret'])
    expect(['unfold.db', 'visitor-secret', '.'].map((name) => (statSync(join(copy, name)).mode & 0o777).toString(8))).toEqual([
      '600',
      '600',
      '700',
    ])
    const reader = new Store({ file: join(copy, 'unfold.db') })
    expect(await keys(reader)).toEqual(expect.arrayContaining([...Array(index + 1).keys()].map((each) => `before-${each}`)))
    await reader.close()
  }
})

test('what is restored is as it was copied, whoever came since is still known, and what was there is kept', async () => {
  const copy = backUp({ dataDir, now })
  expect(copy).toBe(join(dataDir, 'backups', '2026-03-09-141503'))
  await write('second')
  await stop()
  writeFileSync(join(dataDir, 'visitor-secret'), 'b'.repeat(40))
  const { kept } = restore({ dataDir, from: copy, now })
  startAgain()
  expect(await keys()).toEqual(['first'])
  expect(readFileSync(join(dataDir, 'visitor-secret'), 'utf8')).toBe(`${'b'.repeat(40)},${'a'.repeat(40)}`)
  const before = new Store({ file: kept ?? '' })
  expect(await keys(before)).toEqual(['first', 'second'])
  await before.close()
})

test('a copy can be one file, such as the one from before an update', async () => {
  const copy = backUp({ dataDir, now })
  await write('second')
  await stop()
  restore({ dataDir, from: join(copy, 'unfold.db'), now })
  startAgain()
  expect(await keys()).toEqual(['first'])
})

test('nothing is restored while the app runs', async () => {
  const copy = backUp({ dataDir, now })
  await write('second')
  expect(() => restore({ dataDir, from: copy, now })).toThrow('The app is running. Stop it first, then restore.')
  await write('third')
  expect(await keys()).toEqual(['first', 'second', 'third'])
  expect(readdirSync(dataDir).some((name) => name.includes('restore'))).toBe(false)
})

test.each([
  ['that is not there', () => undefined, /^There is no backup at/],
  ['that is something else', (path: string) => writeFileSync(path, 'Dear diary. '.repeat(900)), /is not a database of Unfold/],
  ['that is empty', (path: string) => writeFileSync(path, ''), /is not a database of Unfold/],
  [
    'that is damaged',
    (path: string) => {
      const whole = readFileSync(join(dataDir, 'backups', '2026-03-09-141503', 'unfold.db'))
      writeFileSync(path, whole.fill(7, 4096 * 3, 4096 * 7))
    },
    /is damaged/,
  ],
])('a copy %s changes nothing', async (_what, spoil, sentence) => {
  backUp({ dataDir, now })
  await stop()
  const path = join(folder, 'copy.db')
  spoil(path)
  expect(() => restore({ dataDir, from: path, now })).toThrow(sentence)
  expect(readdirSync(dataDir).sort()).toEqual(['backups', 'unfold.db', 'visitor-secret'])
  startAgain()
  expect(await keys()).toEqual(['first'])
})

test('a damaged database is replaced by its copy', async () => {
  const copy = backUp({ dataDir, now })
  await stop()
  writeFileSync(join(dataDir, 'unfold.db'), 'Dear diary')
  const { kept } = restore({ dataDir, from: copy, now })
  expect(readFileSync(kept ?? '', 'utf8')).toBe('Dear diary')
  startAgain()
  expect(await keys()).toEqual(['first'])
})

test('the commands say what they did, and what they do not do', { timeout: 30_000 }, async () => {
  const run = async (args: string[], env: Record<string, string> = {}) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test' as const, DATA_DIR: dataDir, ...env } }
    return promisify(execFile)(process.execPath, ['--import', 'tsx', ...args], options).catch(
      (error: { stderr: string }) => error,
    )
  }
  const { stdout } = (await run(['scripts/backup.ts'])) as { stdout: string }
  const [, copy = ''] = /^The chats are copied to (\S+)\. To put them back: npm run restore -- \1\n$/.exec(stdout) ?? []
  expect(existsSync(join(copy, 'unfold.db'))).toBe(true)
  expect(await run(['scripts/restore.ts', copy])).toMatchObject({ stderr: 'The app is running. Stop it first, then restore.\n' })
  await stop()
  expect(await run(['scripts/restore.ts', copy])).toMatchObject({
    stdout: expect.stringMatching(/^The chats are those of .* kept as /),
  })
  startAgain()
  expect(await keys()).toEqual(['first'])
  const postgres = { DATABASE_URL: 'postgres://me@localhost/unfold' }
  expect(await run(['scripts/backup.ts'], postgres)).toMatchObject({ stderr: expect.stringContaining('pg_dump') })
})

test('files of chats are copied with their bytes and text, and are found by their words when they are back', async () => {
  const [owner, threadId, id] = ['o' as Owner, 't' as ThreadId, 'd' as DocumentId]
  const document = { id, owner, threadId, name: 'a.txt', type: 'text', size: 3, chars: 9, addedAt: 1 } as const
  const bytes = new Uint8Array([1, 0, 255])
  const limits = { maxPerThread: 20, maxBytesPerOwner: 1000 }
  await store.use((db) =>
    addDocument(db, { ...document, bytes, passages: [{ text: 'Two words' }, { text: 'Three others' }] }, limits),
  )
  const copy = backUp({ dataDir, now })
  await store.use((db) => db.deleteFrom('documents').execute())
  await stop()
  restore({ dataDir, from: copy, now })
  startAgain()
  expect(await store.use((db) => listDocuments(db, owner, threadId))).toMatchObject([{ id, name: 'a.txt' }])
  expect(await store.use((db) => readPart(db, id, 0))).toEqual(bytes)
  expect(await store.use((db) => searchPassages(db, { ids: [id], text: 'others', limit: 5 }))).toMatchObject([
    { text: 'Three others' },
  ])
})
