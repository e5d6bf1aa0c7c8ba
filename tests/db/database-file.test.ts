import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { copyDatabase } from '@/lib/db/copies'
import { Store } from '@/lib/db/store'
import { AppError } from '@/lib/protocol/error'
import { copyEarlierDatabase } from '@/tests/support/earlier-data'
import { asOrdinaryUser } from '@/tests/support/ordinary-user'

let folder: string
let file: string
let stores: Store[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-file-'))
  file = join(folder, 'unfold.db')
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.close()
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

const open = (): Store => {
  const store = new Store({ file })
  stores.push(store)
  return store
}

const write = (store: Store, key = 'somebody') =>
  store.use((db) => db.insertInto('rate_limits').values({ key, points: 1, resets_at: Date.now() }).execute())
const keysIn = (store: Store) =>
  store.use(async (db) => (await db.selectFrom('rate_limits').select('key').orderBy('key').execute()).map(({ key }) => key))

function putFolder(): void {
  rmSync(file)
  mkdirSync(file)
}

function lockFile(): void {
  chmodSync(file, 0o444)
  chmodSync(folder, 0o777)
}

/** A database that was used and closed, of several pages. */
async function makeDatabase(): Promise<Buffer> {
  const store = open()
  for (let index = 0; index < 200; index += 1) await write(store, `${index}-${'x'.repeat(200)}`)
  store.closeAtOnce()
  stores = []
  return readFileSync(file)
}

const failureOf = async (use: Promise<unknown>): Promise<AppError> => {
  const thrown = await use.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (thrown instanceof AppError) return thrown
  throw new Error(`Not a failure with a sentence: ${String(thrown)}`)
}

describe('a database that cannot be read is named for what it is, and stays as it is', () => {
  test.each<[string, (whole: Buffer) => void, RegExp]>([
    ['an empty file', () => writeFileSync(file, ''), /is empty: what was in it is lost/],
    ['something else', () => writeFileSync(file, 'Dear diary. '.repeat(900)), /is not a database of Unfold/],
    ['a folder', putFolder, /is not a database of Unfold/],
    ['a truncated file', (whole) => writeFileSync(file, whole.subarray(0, whole.length / 2)), /is damaged/],
    ['the beginning of one', (whole) => writeFileSync(file, whole.subarray(0, 60)), /is damaged|not a database/],
    ['pages of noise', (whole) => writeFileSync(file, Buffer.from(whole).fill(7, 4096 * 3, 4096 * 7)), /is damaged/],
  ])('%s', async (_what, spoil, sentence) => {
    const whole = await makeDatabase()
    spoil(whole)
    const before = statSync(file).isFile() ? readFileSync(file) : 'a folder'
    const store = open()
    for (const use of [keysIn(store), write(store), store.check()]) {
      const { code, message, status } = await failureOf(use)
      expect([code, status]).toEqual(['database-unusable', 503])
      expect(message).toMatch(sentence)
      expect(message).toContain('npm run restore')
    }
    expect(statSync(file).isFile() ? readFileSync(file) : 'a folder').toEqual(before)
  })

  test('a file of which only the journal was left', async () => {
    const first = open()
    await write(first)
    renameSync(file, join(folder, 'elsewhere'))
    expect((await failureOf(keysIn(open()))).message).toMatch(/`unfold.db` is missing, but `unfold.db-wal`/)
    expect(readdirSync(folder)).not.toContain('unfold.db')
  })

  test.each<[string, () => void]>([
    ['a folder', () => chmodSync(folder, 0o555)],
    ['a file', lockFile],
  ])('%s that cannot be written', async (_what, lock) => {
    await makeDatabase()
    lock()
    const { code, message } = await asOrdinaryUser(() => failureOf(keysIn(open())))
    expect([code, message]).toEqual(['database-unusable', expect.stringContaining('may not write `unfold.db`')])
  })
})

test('what is put right is used again, without a restart', async () => {
  const whole = await makeDatabase()
  writeFileSync(file, 'Dear diary')
  const store = open()
  await failureOf(keysIn(store))
  writeFileSync(file, whole)
  await expect
    .poll(
      () =>
        keysIn(store).then(
          (keys) => keys.length,
          () => 0,
        ),
      { timeout: 5000 },
    )
    .toBe(200)
})

describe('a file that is removed while it is open', () => {
  test('is missed at once, and nothing more is written to what is gone', async () => {
    const store = open()
    await write(store)
    const heard: (string | undefined)[] = []
    store.watch((failure) => heard.push(failure?.message))
    const aside = join(folder, 'aside')
    renameSync(file, aside)
    for (const use of [write(store, 'lost'), keysIn(store), store.check()]) {
      const { code, message } = await failureOf(use)
      expect([code, message]).toEqual(['database-unusable', expect.stringContaining('was removed while the server ran')])
    }
    expect(readdirSync(folder)).not.toContain('unfold.db')
    renameSync(aside, file)
    expect(await keysIn(store)).toEqual(['somebody'])
    await write(store, 'after')
    expect(await keysIn(open())).toEqual(['after', 'somebody'])
    expect(heard).toEqual([expect.stringContaining('was removed'), undefined])
  })

  test('another in its place is opened, without what the old one left beside it', async () => {
    const store = open()
    await write(store, 'in the copy')
    const copy = join(folder, 'unfold.copy.db')
    copyDatabase(file, copy)
    await write(store, 'after the copy')
    renameSync(copy, file)
    expect(await keysIn(store)).toEqual(['in the copy'])
    await write(store, 'new')
    const [check] = await store.use(async (db) => (await sql<{ quick_check: string }>`pragma quick_check`.execute(db)).rows)
    expect(check?.quick_check).toBe('ok')
    expect(await keysIn(open())).toEqual(['in the copy', 'new'])
  })

  test('what was being written when it came is not written to the other, in part', async () => {
    const store = open()
    await write(store, 'in the copy')
    const copy = join(folder, 'unfold.copy.db')
    copyDatabase(file, copy)
    const row = (key: string) => ({ key, points: 1, resets_at: Date.now() })
    const both = store.use((db) =>
      db.transaction().execute(async (transaction) => {
        await transaction.insertInto('rate_limits').values(row('first half')).execute()
        renameSync(copy, file)
        await keysIn(store)
        await transaction.insertInto('rate_limits').values(row('second half')).execute()
      }),
    )
    expect((await failureOf(both)).code).toBe('not-saved')
    expect(await keysIn(store)).toEqual(['in the copy'])
  })
})

test('processes that make the database at the same moment make one', { timeout: 30_000 }, async () => {
  const program = `
    import { Store } from '@/lib/db/store'
    const store = new Store({ file: process.argv[1] ?? '' })
    await store.use((db) => db.insertInto('rate_limits').values({ key: String(process.pid), points: 1, resets_at: 0 }).execute())`
  const begin = () => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program, file])
  await Promise.all([begin(), begin(), begin(), begin()])
  expect(await keysIn(open())).toHaveLength(4)
  expect(readdirSync(folder).filter((name) => !/^unfold\.db(-wal|-shm)?$/.test(name))).toEqual([])
})

test('the file, what is beside it and their folder belong to their owner alone', async () => {
  file = join(folder, 'deep', 'data', 'unfold.db')
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
  const parts = () => ['', '-wal', '-shm'].map((suffix) => modeOf(file + suffix))
  await write(open())
  expect([modeOf(join(file, '..')), ...parts()]).toEqual(['700', '600', '600', '600'])
  // As an earlier version left them.
  await stores[0]?.close()
  chmodSync(join(file, '..'), 0o755)
  for (const suffix of ['', '-wal', '-shm']) chmodSync(file + suffix, 0o644)
  await write(open(), 'another')
  expect([modeOf(join(file, '..')), ...parts()]).toEqual(['700', '600', '600', '600'])
})

test('a folder that holds other things too keeps its rights', async () => {
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'photos.txt'), '')
  await write(open())
  expect(statSync(folder).mode & 0o777).toBe(0o755)
})

test('a process that ends leaves one file that is whole', async () => {
  const store = open()
  await write(store)
  expect(readdirSync(folder)).toContain('unfold.db-wal')
  store.closeAtOnce()
  expect(readdirSync(folder)).toEqual(['unfold.db'])
  expect(new Database(file).prepare('select key from rate_limits').all()).toMatchObject([{ key: 'somebody' }])
})

describe('the tables of another version', () => {
  const change = async (...statements: string[]) => {
    await write(open())
    await stores[0]?.close()
    const database = new Database(file)
    for (const statement of statements) database.exec(statement)
    database.close()
  }
  const done = "insert into kysely_migration (name, timestamp) values ('900-later', '2030-01-01T00:00:00.000Z')"

  test('of a newer one they are used where they fit', async () => {
    await change('alter table threads add column colour text', 'create table badges (name text not null)', done)
    const store = open()
    await write(store, 'another')
    expect(store.tablesOf).toBe('a newer version')
    expect(await store.migrate()).toBe('a newer version')
  })

  test.each([
    ['a column is gone', 'alter table threads drop column title'],
    [
      'a new one must be filled in',
      "create table rate_limits_2 (a); alter table shares add column must text not null default ''",
    ],
  ])('of a newer one they are refused where %s', async (why, statement) => {
    if (why.startsWith('a new one'))
      await change(
        'drop table rate_limits',
        'create table rate_limits (key text primary key, points integer not null, resets_at bigint not null, zone text not null)',
        done,
      )
    else await change(statement, done)
    const { code, message } = await failureOf(keysIn(open()))
    expect([code, message]).toEqual(['database-unusable', expect.stringContaining('written by a newer version of Unfold')])
  })

  test('of an older one they are copied before they are changed', async () => {
    const earlier = copyEarlierDatabase()
    renameSync(earlier.file, file)
    earlier.remove()
    await write(open())
    const copies = readdirSync(folder).filter((name) => name.startsWith('unfold.before-'))
    expect(copies).toEqual([expect.stringMatching(/^unfold\.before-005-branch-point\.\d{4}-\d\d-\d\d\.db$/)])
    const copy = join(folder, copies[0] ?? '')
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    const columns = new Database(copy).prepare("select name from pragma_table_info('runs')").all() as { name: string }[]
    expect(columns.map(({ name }) => name)).toContain('base_run_id')
  })

  test('a new database needs no copy', async () => {
    await write(open())
    expect(readdirSync(folder).some((name) => name.startsWith('unfold.before-'))).toBe(false)
  })
})
