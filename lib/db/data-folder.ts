import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes the folder for what the app keeps, for its owner alone. One that holds other things too keeps the rights it has. */
export function ensureDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).every(isOurs)) keepPrivate(folder)
}

/** Throws what the file system says where no file can be made in a folder: its rights alone do not tell. */
export function tryDataFolder(folder: string): void {
  const path = join(folder, `unfold.${randomBytes(6).toString('hex')}.try`)
  writeFileSync(path, '', { mode: 0o600, flag: 'wx' })
  rmSync(path)
}

/** Takes a file, or a folder, from everybody but its owner. Where it is somebody else's, that is theirs to do. */
export function keepPrivate(path: string): void {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat || (stat.mode & 0o077) === 0) return
  try {
    chmodSync(path, stat.mode & 0o700)
  } catch {
    // As said above.
  }
}

const isOurs = (name: string): boolean => /^(unfold\b.*|visitor-secret|backups|lost\+found)$/.test(name)
