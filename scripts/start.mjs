#!/usr/bin/env node
import { resolve } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { toWholePaths } from './certificates.mjs'
import { fail, root, Stop } from './command.mjs'
import { readEnvFiles } from './env-files.mjs'
import { checkNode, ensureInstalled } from './install.mjs'
import { freePort, serve } from './serve.mjs'

/** `npm start`: from a fresh clone to a running app. Every step is skipped when it has been done. */
async function start() {
  checkNode()
  let end = async (_signal) => {}
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end(signal).then(() => process.exit(0)))

  await ensureInstalled()
  readEnvFiles(root)
  const port = parsePort(process.env.PORT || '3000')
  const host = process.env.HOST || '127.0.0.1'
  await freePort(port, host) // Before the build, so that a taken port is known at once.
  await ensureBuilt()

  const env = {
    ...process.env,
    HOST: host,
    DATA_DIR: resolve(root, process.env.DATA_DIR || 'data'),
    ...toWholePaths(root, process.env),
  }
  const app = await serve({ port: await freePort(port, host), host, env })
  console.log(`Unfold is ready: ${app.url}`)
  end = app.stop
  endWithNpm(() => end().then(() => process.exit(0)))
  process.exit(await app.exited)
}

/** npm does not always pass a signal on: it ends, and would leave the app behind without a parent. */
function endWithNpm(stop) {
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 1000)
}

function parsePort(text) {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Stop(`PORT must be a whole number from 0 to 65535, and is "${text}".`)
}

start().catch(fail)
