import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreSettings } from '@/lib/store/store'
import type { Env } from './env'

/** Postgres where its address is set, else a file in `DATA_DIR`, else memory: a serverless host has no disk that lasts. */
export function storeSettings({ databaseUrl, dataDir, onServerless }: Env): StoreSettings {
  if (databaseUrl !== undefined) return { postgres: databaseUrl }
  return !onServerless && isWritable(dataDir) ? { file: join(dataDir, 'unfold.db') } : 'memory'
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false // Whoever starts the app is told: see `on-start.ts`.
  }
}
