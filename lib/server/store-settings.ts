import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDataFolder, tryDataFolder } from '@/lib/db/data-folder'
import type { StoreSettings } from '@/lib/db/store'
import type { Env } from './env'
import { createStayAwake } from './stay-awake'

type Asked = Pick<
  Env,
  | 'databaseUrl'
  | 'directDatabaseUrl'
  | 'databaseCa'
  | 'databasePool'
  | 'migratesDatabase'
  | 'dataDir'
  | 'hasDataDir'
  | 'onServerless'
>

/**
 * Postgres where its address is set, else a file in `DATA_DIR`. Memory is for where nothing can be kept and nobody asked for
 * it: on a serverless host, or where there is no folder and none can be made. Throws an `Error` of one sentence where
 * `DATA_DIR` was set and cannot be written; a database that is in it already says itself what is wrong.
 */
export function storeSettings(asked: Asked): StoreSettings {
  const { databaseUrl, directDatabaseUrl, databaseCa, dataDir, hasDataDir, onServerless } = asked
  if (databaseUrl !== undefined) {
    return {
      postgres: databaseUrl,
      ...(directDatabaseUrl !== undefined && { direct: directDatabaseUrl }),
      ...(databaseCa !== undefined && { ca: databaseCa }),
      pool: { ...asked.databasePool, ...(onServerless && { onIdle: createStayAwake(asked.databasePool.idleMs + 100) }) },
      migrates: asked.migratesDatabase,
    }
  }
  if (onServerless) return 'memory'
  const settings = { file: join(dataDir, 'unfold.db') }
  if (existsSync(/* turbopackIgnore: true */ settings.file)) return settings
  const failure = whyNotWritable(dataDir)
  if (failure === undefined) return settings
  if (!hasDataDir && isWithoutChats(dataDir)) return 'memory'
  throw new Error(`DATA_DIR "${dataDir}" ${failure}`)
}

function whyNotWritable(folder: string): string | undefined {
  try {
    ensureDataFolder(folder)
    tryDataFolder(folder)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' || code === 'ENOTDIR') return 'is not a folder. Set it to one.'
    if (code === 'EROFS') return 'is on a disk that takes no changes. Set it to a folder that can be written.'
    const user = process.getuid?.()
    const who = `the user that the app runs as${user === undefined ? '' : ` (${user})`}`
    return `cannot be written by ${who}. Give the folder to that user, or set DATA_DIR to another one.`
  }
}

/** A folder that cannot be looked into may have some. */
function isWithoutChats(folder: string): boolean {
  try {
    return !readdirSync(folder).some((name) => name.startsWith('unfold.db'))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}
