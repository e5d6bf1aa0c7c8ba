#!/usr/bin/env node
import { gzipSync } from 'node:zlib'
import { fail, root, Stop } from './command.mjs'
import { freePort, serve } from './serve.mjs'

/** The first-load JavaScript of the chat page, in KiB of gzip. Raised on purpose, in a commit that says why. */
const limitKiB = 170

/**
 * `npm run size`: what a browser has to fetch and run before the chat page works, asked of the built app itself:
 * the scripts its HTML names, but for those that only browsers without modules load.
 */
export async function checkSize() {
  const app = await serve({ port: await freePort(), host: '127.0.0.1', env: { ...process.env, DATA_DIR: `${root}/.cache/size` } })
  try {
    const html = await (await fetch(app.url)).text()
    const sizes = await Promise.all(scriptsOf(html).map(async (path) => [path, await gzipKiB(new URL(path, app.url))]))
    const total = sizes.reduce((sum, [, size]) => sum + size, 0)
    for (const [path, size] of sizes.sort((a, b) => b[1] - a[1])) console.log(`${size.toFixed(1).padStart(7)} KiB  ${path}`)
    console.log(`${total.toFixed(1).padStart(7)} KiB  in all, of ${limitKiB}`)
    if (sizes.length === 0) throw new Stop('The chat page names no scripts, so there is nothing to measure.')
    if (total > limitKiB)
      throw new Stop(`The chat page loads ${total.toFixed(1)} KiB of JavaScript; the limit is ${limitKiB} KiB.`)
  } finally {
    await app.stop()
  }
}

function scriptsOf(html) {
  const tags = html.match(/<script\b[^>]*>/g) ?? []
  const modern = tags.filter((tag) => !/\bnomodule\b/i.test(tag))
  return [...new Set(modern.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []))]
}

async function gzipKiB(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Stop(`${url.pathname} answered ${response.status}.`)
  return gzipSync(Buffer.from(await response.arrayBuffer())).length / 1024
}

if (process.argv[1]?.endsWith('size.mjs')) checkSize().catch(fail)
