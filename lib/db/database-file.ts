import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { checkWhole } from './copies'
import { ensureDataFolder, keepPrivate, tryDataFolder } from './data-folder'
import { empty, gone, leftBehind, notDatabase, unusable } from './database-failure'

/** Less room than this, and a question with its first events does not fit. */
const leastRoomBytes = 256 * 1024

/** Files up to this size are looked through when they are opened, which takes a tenth of a second for the largest. */
const mostChecked = 64 * 1024 * 1024

/**
 * The file of a SQLite database: made for its owner alone where there is none, and looked after while it is open, since
 * SQLite goes on writing to a file that was removed. What is there is never replaced by something empty.
 */
export class DatabaseFile {
  readonly path: string
  /** The open file and its journal; unset while none is open. */
  #open: { inode: number; journal: number | undefined } | undefined
  #wasOpen = false

  constructor(path: string) {
    this.path = path
  }

  /**
   * To be called before SQLite opens the file. Throws `database-unusable` where what is there is not to be opened, and what
   * the file system says where it may not be.
   */
  prepare(): void {
    const folder = dirname(this.path)
    ensureDataFolder(folder)
    const stat = statSync(this.path, { throwIfNoEntry: false })
    if (!stat) this.#create()
    else if (!stat.isFile()) throw unusable(notDatabase)
    else if (stat.size === 0) throw unusable(empty)
    closeSync(openSync(this.path, 'r+'))
    tryDataFolder(folder)
    for (const suffix of ['', '-wal', '-shm']) keepPrivate(this.path + suffix)
  }

  /** To be called when SQLite has opened the file, before anything is changed in it. */
  opened(database: Database.Database): void {
    const stat = statSync(this.path, { throwIfNoEntry: false })
    if (!stat) throw unusable(gone)
    // One that is opened again, which a lock may ask for, was looked through before.
    if (stat.ino !== this.#open?.inode && stat.size <= mostChecked) checkWhole(database)
    this.#open = { inode: stat.ino, journal: inodeOf(`${this.path}-wal`) }
    this.#wasOpen = true
  }

  /** Whether what is open is what is at the path. A file that was moved away and put back is the same. */
  compare(): 'same' | 'gone' | 'replaced' {
    const inode = inodeOf(this.path)
    if (!this.#open) return 'same'
    if (inode === this.#open.inode) {
      this.#open.journal ??= inodeOf(`${this.path}-wal`) // It comes with the first query.
      return 'same'
    }
    return inode === undefined ? 'gone' : 'replaced'
  }

  /** To be called when another file is at the path and the old one is closed: its journal does not belong to the new one. */
  forget(): void {
    const journal = this.#open?.journal
    this.#open = undefined
    if (journal === undefined || inodeOf(`${this.path}-wal`) !== journal) return
    for (const suffix of ['-wal', '-shm']) rmSync(this.path + suffix, { force: true })
  }

  /** Whether a question with its first events still fits on the disk. */
  hasRoom(): boolean {
    const { bavail, bfree, blocks, bsize } = statfsSync(dirname(this.path))
    // Some file systems do not say; root may use what is kept back from others.
    return blocks === 0 || (process.getuid?.() === 0 ? bfree : bavail) * bsize >= leastRoomBytes
  }

  /** A whole database without tables, put in its place at once: two processes that start together make one. */
  #create(): void {
    if (this.#wasOpen) throw unusable(gone)
    if (existsSync(`${this.path}-wal`)) throw unusable(leftBehind)
    const draft = `${this.path}.${randomBytes(6).toString('hex')}`
    try {
      writeFileSync(draft, '', { mode: 0o600, flag: 'wx' })
      const database = new Database(draft)
      database.exec(`pragma application_id = ${applicationId}`)
      database.close()
      link(draft, this.path)
    } finally {
      rmSync(draft, { force: true })
    }
  }
}

/** "Unfo", by which programs that look at files know whose database it is. */
const applicationId = 0x556e666f

/**
 * Gives a file another name where none has it. Not every file system has hard links; there the last of two empty files
 * stays, which is as good.
 */
function link(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    if (!existsSync(to)) renameSync(from, to)
  }
}

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino
