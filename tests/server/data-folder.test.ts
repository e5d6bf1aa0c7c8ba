import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Store } from '@/lib/db/store'
import { parseEnv } from '@/lib/server/env'
import * as visitor from '@/lib/server/http/visitor'
import { visitorKeys } from '@/lib/server/http/visitor-keys'
import { storeSettings } from '@/lib/server/store-settings'
import { forgetApp } from '@/tests/support/forget-app'
import { asOrdinaryUser } from '@/tests/support/ordinary-user'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-folder-'))
  chmodSync(folder, 0o755)
})
afterEach(() => {
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true })
})

/** How often this process has files of the folder open, where the system tells. */
const openFiles = (): number => {
  if (process.platform !== 'linux') return 0
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return '' // The one by which they were listed.
    }
  })
  return paths.filter((path) => path.startsWith(folder)).length
}

describe('where chats are kept', () => {
  const settingsOf = (dataDir: string, more: { hasDataDir?: boolean; onServerless?: boolean } = {}) =>
    asOrdinaryUser(() => storeSettings({ ...parseEnv({}), dataDir, ...more }))
  const locked = () => {
    const path = join(folder, 'locked')
    mkdirSync(path)
    chmodSync(path, 0o555)
    return path
  }

  test('a folder that can be made or written has a file', async () => {
    chmodSync(folder, 0o777)
    const dataDir = join(folder, 'new')
    expect(await settingsOf(dataDir, { hasDataDir: true })).toEqual({ file: join(dataDir, 'unfold.db') })
  })

  test('one that was chosen and cannot be written is a sentence, and not memory', async () => {
    await expect(settingsOf(locked(), { hasDataDir: true })).rejects.toThrow(
      /^DATA_DIR ".*" cannot be written by the user that the app runs as \(\d+\)\. Give the folder to that user, or set DATA_DIR to another one\.$/,
    )
    const path = join(folder, 'file')
    writeFileSync(path, '')
    await expect(settingsOf(path, { hasDataDir: true })).rejects.toThrow(/is not a folder\. Set it to one\.$/)
  })

  test('one that nobody chose is memory, unless it has chats, or may have some', async () => {
    const path = locked()
    expect(await settingsOf(path)).toBe('memory')
    expect(await settingsOf(join(path, 'data'))).toBe('memory')
    chmodSync(path, 0o700)
    writeFileSync(join(path, 'unfold.db'), 'something')
    chmodSync(path, 0o555)
    expect(await settingsOf(path)).toEqual({ file: join(path, 'unfold.db') })
    chmodSync(path, 0o700)
    rmSync(join(path, 'unfold.db'))
    chmodSync(path, 0o000)
    await expect(settingsOf(path)).rejects.toThrow(/cannot be written/)
  })

  test('a serverless host has no disk that lasts', async () => {
    expect(await settingsOf(folder, { onServerless: true, hasDataDir: true })).toBe('memory')
  })
})

describe('the secret that says whose chats are whose', () => {
  const secret = () => join(folder, 'visitor-secret')
  /** As a process that starts: what the last one knew is gone. */
  const start = async () => {
    forgetApp()
    vi.stubEnv('DATA_DIR', folder)
    return { visitorKeys, ...visitor }
  }
  const makeChats = async () => {
    const store = new Store({ file: join(folder, 'unfold.db') })
    const row = { key: 'k', owner: 'o', thread_id: 't', title: '', created_at: 0, updated_at: 0, deleted_at: null }
    await store.use((db) => db.insertInto('threads').values(row).execute())
    await store.close()
  }
  afterEach(() => {
    vi.unstubAllEnvs()
    forgetApp()
  })

  test('is made at the first start, for its owner alone, and found at the next', async () => {
    const [made] = (await start()).visitorKeys()
    expect(readFileSync(secret(), 'utf8')).toBe(made)
    expect(statSync(secret()).mode & 0o777).toBe(0o600)
    chmodSync(secret(), 0o644)
    expect((await start()).visitorKeys()).toEqual([made])
    expect(statSync(secret()).mode & 0o777).toBe(0o600)
  })

  test.each<[string, () => void]>([
    ['removed', () => rmSync(secret())],
    ['emptied', () => writeFileSync(secret(), '')],
  ])('that was %s while there are chats is not made anew: everybody would seem to be somebody else', async (_how, lose) => {
    const [made = ''] = (await start()).visitorKeys()
    await makeChats()
    lose()
    const { visitorKeys, visitorOf } = await start()
    const failure = expect.objectContaining({
      code: 'database-unusable',
      message: expect.stringContaining('`visitor-secret` beside `unfold.db`) is lost'),
    })
    expect(() => visitorKeys()).toThrow(failure)
    expect(() => visitorOf(new Request('http://localhost/'))).toThrow(failure)
    const open = openFiles()
    for (let times = 0; times < 50; times += 1) expect(() => visitorKeys()).toThrow(failure)
    expect(openFiles()).toBeLessThanOrEqual(open)
    // Put back, it is used without a restart.
    writeFileSync(secret(), made)
    expect(visitorKeys()).toEqual([made])
  })

  test('that was lost together with all chats is made anew', async () => {
    const [made] = (await start()).visitorKeys()
    rmSync(secret())
    expect((await start()).visitorKeys()).not.toEqual([made])
  })
})
