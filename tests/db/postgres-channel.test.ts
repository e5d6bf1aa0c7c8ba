import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePostgresAddress } from '@/lib/db/postgres-address'
import { notify, PostgresChannel } from '@/lib/db/postgres-channel'
import { Store } from '@/lib/db/store'
import { openCuttableLine } from '@/tests/support/cuttable-line'
import { createDatabase, type EmptyDatabase, testDatabase } from '@/tests/support/postgres'

describe.skipIf(testDatabase === undefined)('words between processes by LISTEN and NOTIFY', () => {
  let database: EmptyDatabase
  let store: Store
  const channels: PostgresChannel[] = []

  beforeEach(async () => {
    database = await createDatabase()
    store = new Store({ postgres: database.url })
    await store.migrate()
  })

  afterEach(async () => {
    await Promise.all(channels.splice(0).map((channel) => channel.close()))
    await store.close()
    await database.drop()
  })

  type Times = { probeEveryMs?: number; probeMs?: number; connectMs?: number; sendMs?: () => number }

  function open(address = database.url, { sendMs = () => 0, ...times }: Times = {}) {
    const heard: string[] = []
    const sent: string[] = []
    const changes: boolean[] = []
    const channel: PostgresChannel = new PostgresChannel({
      address: parsePostgresAddress(address),
      notify: async (words) => {
        sent.push(words)
        await delay(sendMs())
        return store.use((db) => notify(db, words))
      },
      onMessage: (words) => heard.push(words),
      onChange: () => changes.push(channel.isOpen),
      ...times,
    })
    channels.push(channel)
    channel.open()
    return { channel, heard, sent, changes }
  }

  const isOpen = (channel: PostgresChannel) => expect.poll(() => channel.isOpen, { timeout: 10_000 }).toBe(true)

  test('what one sends all hear, word for word', async () => {
    const [one, other] = [open(), open()]
    await Promise.all([isOpen(one.channel), isOpen(other.channel)])
    const words = Array.from({ length: 100 }, (_, index) => `moved ${index} 'quoted' ${'x'.repeat(30)}`).join('\n')
    one.channel.send(words)
    await expect.poll(() => [one.heard, other.heard]).toEqual([[words], [words]])
  })

  test('a connection that breaks is made anew, and both are said', async () => {
    const { channel, heard, changes } = open()
    await isOpen(channel)
    const client = new Client({ connectionString: database.url })
    await client.connect()
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen unfold' and datname = current_database()`,
    )
    await client.end()
    await expect.poll(() => changes, { timeout: 10_000 }).toEqual([true, false, true])
    channel.send('again')
    await expect.poll(() => heard).toEqual(['again'])
  })

  test('one over which nothing comes is found out: it is not open', async () => {
    // Notifications stay within a database; to this connection they are lost, as behind a pooler.
    const another = await createDatabase()
    const { channel, changes, sent } = open(another.url, { probeMs: 100 })
    // It was tried, and after a while again.
    await expect.poll(() => sent.filter((words) => words.startsWith('probe ')).length, { timeout: 15_000 }).toBeGreaterThan(1)
    expect([channel.isOpen, changes]).toEqual([false, []])
    await channel.close()
    await another.drop()
  })

  test('one that went silent without a word is noticed, and made anew', async () => {
    const address = new URL(database.url)
    const line = await openCuttableLine(Number(address.port))
    address.port = String(line.port)
    const { channel, changes } = open(address.href, { probeEveryMs: 20, probeMs: 200 })
    await isOpen(channel)
    line.hold()
    await expect.poll(() => changes, { timeout: 10_000 }).toEqual([true, false, true])
    line.close()
  })

  test('one that goes silent before it listens is given up, and made anew', async () => {
    const address = new URL(database.url)
    const line = await openCuttableLine(Number(address.port))
    address.port = String(line.port)
    const held = line.holdAt('listen unfold')
    const { channel } = open(address.href, { connectMs: 500 })
    await held
    line.mend()
    await isOpen(channel)
    line.close()
  })

  test('one that breaks while a word waits to be sent is noticed', async () => {
    const address = new URL(database.url)
    const line = await openCuttableLine(Number(address.port))
    address.port = String(line.port)
    let sendMs = 0
    const { channel, changes, sent } = open(address.href, { probeEveryMs: 20, probeMs: 200, sendMs: () => sendMs })
    await isOpen(channel)
    sendMs = 500
    const before = sent.length
    await expect.poll(() => sent.length).toBeGreaterThan(before)
    line.cut()
    await expect.poll(() => changes, { timeout: 10_000 }).toEqual([true, false])
    line.close()
  })
})
