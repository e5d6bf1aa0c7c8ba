import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Database from 'libsql'

/**
 * Whether a database has anything in it that is somebody's. One that cannot be read may have. A file that has is not looked
 * into again: each request asks while the secret is lost, and a statement holds its file open until it is collected as garbage.
 */
export function holdsChats(path: string): boolean {
  const inode = statSync(path, { throwIfNoEntry: false })?.ino
  if (inode === undefined) return false
  if (inode !== inodeWithChats && mayHoldChats(path)) inodeWithChats = inode
  return inode === inodeWithChats
}

let inodeWithChats: number | undefined

function mayHoldChats(path: string): boolean {
  // On a host of functions there is no such file. Said to the bundler, which leaves SQLite out of a proxy that is a function.
  if (process.env['BUILT_FOR'] !== 'functions') {
    try {
      const Sqlite: typeof Database = createRequire(import.meta.url)('libsql')
      return isAnybodyIn(new Sqlite(path))
    } catch (error) {
      return !(error instanceof Error && /no such table/.test(error.message))
    }
  }
  return false
}

function isAnybodyIn(database: Database.Database): boolean {
  try {
    database.exec('pragma busy_timeout = 5000')
    return database.prepare('select 1 from threads limit 1').all().length > 0
  } finally {
    database.close()
  }
}
