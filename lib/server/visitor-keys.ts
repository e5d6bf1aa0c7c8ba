import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { env } from './env'

/**
 * The keys that visitors' cookies and tokens are signed with; the first signs, all are accepted, so a new one can be put
 * in front. From `VISITOR_SECRET`; else one is made at the first start and kept beside the database.
 */
export const visitorKeys = (): string[] => {
  holder.unfoldVisitorKeys ??= env().visitorSecrets ?? [keptSecret(env().dataDir)]
  return holder.unfoldVisitorKeys
}

const holder: typeof globalThis & { unfoldVisitorKeys?: string[] } = globalThis

function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'visitor-secret')
  try {
    mkdirSync(dataDir, { recursive: true })
    // `wx`: of two processes that start together, one makes it and the other reads it.
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch {
    // It is there already, or the folder cannot be written; the next line tells which.
  }
  try {
    const secret = readFileSync(path, 'utf8').trim()
    if (secret.length >= 32) return secret
  } catch {
    // Nothing can be kept here, so neither can conversations: visitors live as long as this process.
  }
  return randomBytes(32).toString('base64url')
}
