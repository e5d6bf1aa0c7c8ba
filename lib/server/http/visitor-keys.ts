import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDataFolder, keepPrivate } from '@/lib/db/data-folder'
import { unusable } from '@/lib/db/database-failure'
import { holdsChats } from '@/lib/db/holds-chats'
import { type Env, env } from '@/lib/server/env'

/**
 * The keys that visitors' cookies and tokens are signed with; the first signs, all are accepted, so a new one can be put
 * in front. From `VISITOR_SECRET`; else one is made at the first start and kept beside the database.
 * Throws `database-unusable` where the one that is kept was lost: with another, nobody would find their chats; and where
 * there can be none: a serverless host has no disk to keep one on, and its instances must agree.
 */
export const visitorKeys = (): string[] => {
  holder.unfoldVisitorKeys ??= env().visitorSecrets ?? keptSecrets(env())
  return holder.unfoldVisitorKeys
}

const holder: typeof globalThis & { unfoldVisitorKeys?: string[]; unfoldMadeVisitorKeys?: boolean } = globalThis

/** True where this start had to make the secret. */
export const hasNewVisitorKeys = (): boolean => holder.unfoldMadeVisitorKeys === true

/** The name of the file in the data folder that holds the secret from which visitors’ keys are made. */
export const secretFile = 'visitor-secret'

const leastChars = 32

/** The secrets of a file, or of a variable: 32 characters or more each, with commas between them. */
export const toSecrets = (text: string): string[] =>
  text
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= leastChars)

/** What a serverless host is to be given. */
export const noSecret =
  'VISITOR_SECRET is not set on this host. It signs the visitors’ cookies: make one with `openssl rand -base64 32`, set it, and deploy again.'

function keptSecrets({ dataDir, onServerless }: Env): string[] {
  if (onServerless) throw unusable(noSecret)
  const path = join(dataDir, secretFile)
  if (!existsSync(path) && !holdsChats(join(dataDir, 'unfold.db'))) {
    holder.unfoldMadeVisitorKeys = true
    make(dataDir, path)
  }
  if (!existsSync(path) && !existsSync(/* turbopackIgnore: true */ join(dataDir, 'unfold.db'))) {
    // Nothing can be kept here, so neither can conversations: visitors live as long as this process.
    return [randomBytes(32).toString('base64url')]
  }
  const secrets = read(path)
  if (secrets.length === 0) throw unusable(lost)
  keepPrivate(path)
  return secrets
}

function make(dataDir: string, path: string): void {
  try {
    ensureDataFolder(dataDir)
    // `wx`: of two processes that start together, one makes it and the other reads it.
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch {
    // It is there by now, or the folder cannot be written; whoever reads it finds out which.
  }
}

function read(path: string): string[] {
  try {
    return toSecrets(readFileSync(path, 'utf8'))
  } catch {
    return [] // It is not there, or may not be read.
  }
}

const lost =
  'The secret that says whose chats these are (`visitor-secret` beside `unfold.db`) is lost. Put it back, or set `VISITOR_SECRET` to it; with a new one, nobody finds their earlier chats.'
