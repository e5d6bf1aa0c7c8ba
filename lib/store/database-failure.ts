import { AppError } from '@/lib/protocol/error'

/**
 * What a database threw, as an `AppError` where it says nothing of the query: `not-saved` while it is away, `disk-full`,
 * `database-unusable` with a sentence on what is wrong with it and what to do. Other errors of a query are bugs and come
 * back as they are.
 */
export function toDatabaseFailure(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (isFull(code)) return new AppError('disk-full', { cause: error })
  const sentence = sentences.find(([pattern]) => pattern.test(code))?.[1]
  if (sentence !== undefined) return unusable(sentence, error)
  return isAway(error, code) ? new AppError('not-saved', { cause: error }) : error
}

/** The database is there and cannot be used; trying again does not help, a person on the server has to do something. */
export const unusable = (message: string, cause?: unknown): AppError => new AppError('database-unusable', { message, cause })

const mend = 'Put back a copy (`npm run restore`), or move it away to begin anew.'

export const notDatabase = `\`unfold.db\` is not a database of Unfold. ${mend}`
export const damaged = `\`unfold.db\` is damaged. ${mend}`
export const empty = `\`unfold.db\` is empty: what was in it is lost. ${mend}`
export const gone = '`unfold.db` was removed while the server ran. Put it back, or a copy of it (`npm run restore`).'
export const leftBehind =
  '`unfold.db` is missing, but `unfold.db-wal`, a part of it, is there. Put it back, or a copy of it (`npm run restore`), or move the rest away to begin anew.'
export const unwritable =
  'The server may not write `unfold.db`. Give the file and its folder (`DATA_DIR`) to the user that the server runs as.'
export const newer =
  'The database was written by a newer version of Unfold. Install that version again, or put back the copy from before its update (`npm run restore`).'
const readOnly = 'The database takes no changes: it is read-only. Let the server write to it.'

/** By the code of SQLite, of Postgres, or of the file system. */
const sentences: [pattern: RegExp, sentence: string][] = [
  [/^SQLITE_NOTADB/, notDatabase],
  [/^SQLITE_CORRUPT/, damaged],
  [/^SQLITE_READONLY_DBMOVED/, gone],
  [/^(SQLITE_(READONLY|PERM|AUTH)|EACCES$|EPERM$|EROFS$|ENOTDIR$|EISDIR$)/, unwritable],
  [/^25006$/, readOnly],
]

/** A limit on the size of a file or a quota of a user says "write failed", and is as full as a disk without room. */
const isFull = (code: string): boolean => /^(SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE)|ENOSPC$|EDQUOT$|EFBIG$|53100$)/.test(code)

/** The database cannot be reached, is locked, has too many connections or is shutting down. */
function isAway(error: unknown, code: string): boolean {
  // Classes of SQLSTATE: connection, resources, operator intervention, system error.
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (/^(08|53|57|58|3D|28)/.test(code) || /^E[A-Z]+$/.test(code)) return true
  if (/^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|PROTOCOL)/.test(code)) return true
  const message = error instanceof Error ? error.message : ''
  return /timeout|Connection terminated|Query read timeout|database is locked|Unable to open connection/i.test(message)
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')
