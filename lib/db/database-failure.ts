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
  const words = error instanceof Error ? error.message : ''
  const find = (said: string, all: typeof sentences) => all.find(([pattern]) => pattern.test(said))?.[1]
  const sentence = find(words, wordedSentences) ?? find(code, sentences)
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
export const unsigned =
  'Nobody that is known here signed the certificate of the database. Set `DATABASE_CA` to the certificate of who did (its text, or the path of a file), or `sslmode=require` in `DATABASE_URL` to encrypt without checking it.'
export const otherName =
  'The certificate of the database is for another name than the one in `DATABASE_URL`. Use the name that it is for, or `sslmode=verify-ca` to check only who signed it.'
const expired = 'The certificate of the database is not valid at this time. Renew it on its server, or set the clock of this one.'
export const plain =
  'The database does not encrypt, and `sslmode` in `DATABASE_URL` wants it to. Set `sslmode=disable` where nobody can listen.'
export const unbound =
  'The database does not offer `channel_binding`, which `DATABASE_URL` requires. Take it out where the server is the right one.'
export const encryptedOnly = 'The database takes encrypted connections only. Set `sslmode=require` in `DATABASE_URL`.'
export const refusedUser = 'The database refused the user or the password in `DATABASE_URL`.'
export const noSuchDatabase = 'The server of the database has none by the name in `DATABASE_URL`.'
const readOnly = 'The database takes no changes: it is read-only. Let the server write to it.'

/** What is wrong by the code of SQLite, of Postgres, of the file system, or of TLS. */
const sentences: [pattern: RegExp, sentence: string][] = [
  [/^SQLITE_NOTADB/, notDatabase],
  [/^SQLITE_CORRUPT/, damaged],
  [/^SQLITE_READONLY_DBMOVED/, gone],
  [/^(SQLITE_(READONLY|PERM|AUTH)|EACCES$|EPERM$|EROFS$|ENOTDIR$|EISDIR$)/, unwritable],
  [/^25006$/, readOnly],
  [
    /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?))$/,
    unsigned,
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, otherName],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, expired],
  [/^28(000|P01)$/, refusedUser],
  [/^3D000$/, noSuchDatabase],
]

/** What is wrong by the words of `pg`, of Postgres, or of a pooler, where there is no code for it. */
const wordedSentences: [pattern: RegExp, sentence: string][] = [
  [/no pg_hba\.conf entry.*(no encryption|SSL off)/, encryptedOnly],
  [/^The server does not support SSL connections$/, plain],
  [/^Channel binding was asked for|^SASL: Mechanism SCRAM-SHA-256-PLUS/, unbound],
  [/^SASL: .*client password must be|Tenant or user not found/, refusedUser],
]

/** A limit on the size of a file or a quota of a user says "write failed", and is as full as a disk without room. */
const isFull = (code: string): boolean => /^(SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE)|ENOSPC$|EDQUOT$|EFBIG$|53100$)/.test(code)

/** The database cannot be reached, is locked, has too many connections or is shutting down. */
function isAway(error: unknown, code: string): boolean {
  // Classes of SQLSTATE: connection, resources, operator intervention, system error.
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  if (/^(08|53|57|58|28)/.test(code) || /^E[A-Z]+$/.test(code)) return true
  if (/^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|PROTOCOL)/.test(code) || isCrowded(error)) return true
  const message = error instanceof Error ? error.message : ''
  return /timeout|Connection terminated|is not queryable|Query read timeout|database is locked|Unable to open connection/i.test(
    message,
  )
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * There is no connection now and there may be one soon, in the words of Postgres (its codes), of PgBouncer, Supavisor and other
 * poolers, and of `pg`.
 */
export function isCrowded(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (code === '53300' || code === '57P03' || code === 'ETIMEDOUT') return true
  return /too many (clients|connections)|max_?clients|max(imum)? (client )?connections|no more connections allowed|timeout exceeded when trying to connect|due to connection timeout/i.test(
    error.message,
  )
}
