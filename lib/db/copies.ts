import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { damaged, notDatabase, toDatabaseFailure, unusable } from './database-failure'

/** Copies a SQLite database as it is at one moment, also while it is written to. The copy is one file, for its owner alone. */
export function copyDatabase(from: string, to: string): void {
  const draft = `${to}.part`
  rmSync(draft, { force: true })
  try {
    writeFileSync(draft, '', { mode: 0o600 })
    // A prepared statement would hold the file open after it is closed, until it is collected as garbage.
    withDatabase(from, (database) => database.exec(`vacuum into '${draft.replaceAll("'", "''")}'`))
    const file = openSync(draft, 'r')
    fsyncSync(file)
    closeSync(file)
    renameSync(draft, to)
  } catch (error) {
    throw toDatabaseFailure(error)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A copy beside the database before its tables are changed; one a day for each change, since one that fails is tried again. */
export function copyBeforeUpdate(path: string, migration: string): void {
  const day = new Date().toISOString().slice(0, 10)
  const copy = join(dirname(path), `unfold.before-${migration}.${day}.db`)
  if (!existsSync(copy)) copyDatabase(path, copy)
}

/** Reads all of a database. Throws what SQLite says, or `database-unusable` where a part contradicts another. */
export function checkWhole(database: Database.Database): void {
  const [row] = database.prepare('pragma quick_check(1)').all() as { quick_check?: string }[]
  if (row?.quick_check !== 'ok') throw unusable(damaged, row?.quick_check)
}

/** Throws `database-unusable` where a file is no database of ours, or not a whole one. */
export function checkCopy(path: string): void {
  try {
    withDatabase(path, (database) => {
      checkWhole(database)
      const [table] = database.prepare("select name from sqlite_master where name = 'kysely_migration'").all()
      const [first] = table ? database.prepare("select name from kysely_migration where name = '001-first'").all() : []
      if (!first) throw unusable(notDatabase)
    })
  } catch (error) {
    throw toDatabaseFailure(error)
  }
}

/** Whether any process has the database open. One that cannot be opened is used by none. */
export function isInUse(path: string): boolean {
  try {
    // A journal is only given up by the last one who has the file open; the file is whole then.
    return withDatabase(path, (database) => {
      database.exec('pragma busy_timeout = 0')
      const [row] = database.prepare('pragma journal_mode = delete').all() as { journal_mode?: string }[]
      return row?.journal_mode !== 'delete'
    })
  } catch (error) {
    return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))
  }
}

function withDatabase<T>(path: string, read: (database: Database.Database) => T): T {
  const database = new Database(path)
  try {
    database.exec('pragma busy_timeout = 5000')
    return read(database)
  } finally {
    database.close()
  }
}
