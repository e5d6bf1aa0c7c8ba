// A program of its own that holds the write lock of a SQLite file for as long as it is told, again and again.
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'libsql'

const database = new Database(process.argv[2], { timeout: 10_000 })

process.on('message', async (/** @type {number} */ holdMs) => {
  database.exec('begin immediate')
  process.send?.('held')
  await pause(holdMs)
  database.exec('commit')
  process.send?.('released')
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
