import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkCopy, copyDatabase, isInUse } from '@/lib/db/copies'
import { ensureDataFolder } from '@/lib/db/data-folder'
import { secretFile, toSecrets } from '@/lib/server/http/visitor-keys'

/** The name of the database in the folder of data, and in a backup, which is such a folder too. */
const databaseFile = 'unfold.db'

/**
 * Copies the database, as it is at one moment, and the secret that says whose chats they are. The app may be running.
 * Gives the folder of the copy. Throws an `Error` of one sentence.
 */
export function backUp({ dataDir, to, now }: { dataDir: string; to?: string | undefined; now: Date }): string {
  const database = join(dataDir, databaseFile)
  if (!existsSync(database)) throw new Error(`There is no ${databaseFile} in ${dataDir}.`)
  const folder = to ?? join(dataDir, 'backups', toStamp(now))
  if (existsSync(join(folder, databaseFile))) throw new Error(`There is a backup in ${folder} already.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  copyDatabase(database, join(folder, databaseFile))
  checkCopy(join(folder, databaseFile))
  const secret = join(dataDir, secretFile)
  if (existsSync(secret)) copyFileSync(secret, join(folder, secretFile))
  return folder
}

/**
 * Puts a copy in the place of the database: a folder that `backUp` made, or one file. What was there is kept beside it, under
 * the name that comes back. Throws an `Error` of one sentence, and has changed nothing then.
 */
export function restore({ dataDir, from, now }: { dataDir: string; from: string; now: Date }): { kept?: string } {
  if (!existsSync(from)) throw new Error(`There is no backup at ${from}.`)
  const isFolder = statSync(from).isDirectory()
  const source = isFolder ? join(from, databaseFile) : from
  if (!existsSync(source)) throw new Error(`There is no ${databaseFile} in ${from}.`)
  const database = join(dataDir, databaseFile)
  if (existsSync(database) && isInUse(database)) throw new Error('The app is running. Stop it first, then restore.')
  ensureDataFolder(dataDir)
  const draft = `${database}.restored`
  try {
    checkCopy(source)
    copyDatabase(source, draft)
    const kept = setAside(database, join(dataDir, `unfold.before-restore.${toStamp(now)}.db`))
    renameSync(draft, database)
    if (isFolder) restoreSecrets(join(from, secretFile), join(dataDir, secretFile))
    return kept
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(draft + suffix, { force: true })
  }
}

function setAside(database: string, aside: string): { kept?: string } {
  const parts = ['-wal', '-shm', ''].filter((suffix) => existsSync(database + suffix))
  for (const suffix of parts) renameSync(database + suffix, aside + suffix)
  return parts.length > 0 ? { kept: aside } : {}
}

/** Those of now go on to sign, and those of the copy are accepted: everybody finds their chats. */
function restoreSecrets(from: string, to: string): void {
  if (!existsSync(from)) return
  const read = (path: string) => (existsSync(path) ? toSecrets(readFileSync(path, 'utf8')) : [])
  writeFileSync(to, [...new Set([...read(to), ...read(from)])].join(','), { mode: 0o600 })
}

/** `2026-03-09-141503`, in UTC. */
const toStamp = (now: Date): string => now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
