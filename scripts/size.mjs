#!/usr/bin/env node
import { gzipSync } from 'node:zlib'
import { fail, root, Stop } from './command.mjs'
import { freePort, serve } from './serve.mjs'

/**
 * What the chat page loads before it works, in KiB of gzip. Raised on purpose, in a commit that says why; JavaScript stays at 172: for what is added there, something
 * else goes. React and Next are 132 of it; the class names of Tailwind stand in the rest. What only a run needs comes after the page, with
 * `lib/client/chat/lazy-run-code.ts`. CSS is that of every page; turns and what is opened bring their own.
 */
const limits = { JavaScript: 172, CSS: 11 }

/**
 * `npm run size`: what a browser has to fetch and run before the chat page works, asked of the built app itself:
 * the scripts and style sheets its HTML names, but for scripts that only browsers without modules load.
 */
export async function checkSize() {
  const app = await serve({ port: await freePort(), host: '127.0.0.1', env: { ...process.env, DATA_DIR: `${root}/.cache/size` } })
  try {
    const html = await (await fetch(app.url)).text()
    for (const [kind, paths] of Object.entries({ JavaScript: scriptsOf(html), CSS: stylesOf(html) })) {
      const sizes = await Promise.all(paths.map(async (path) => [path, await gzipKiB(new URL(path, app.url))]))
      const total = sizes.reduce((sum, [, size]) => sum + size, 0)
      for (const [path, size] of sizes.sort((a, b) => b[1] - a[1])) console.log(`${size.toFixed(1).padStart(7)} KiB  ${path}`)
      console.log(`${total.toFixed(1).padStart(7)} KiB  of ${kind} in all, of ${limits[kind]}`)
      if (sizes.length === 0) throw new Stop(`The chat page names no ${kind}, so there is nothing to measure.`)
      if (total > limits[kind])
        throw new Stop(`The chat page loads ${total.toFixed(1)} KiB of ${kind}; the limit is ${limits[kind]} KiB.`)
    }
  } finally {
    await app.stop()
  }
}

function scriptsOf(html) {
  const tags = html.match(/<script\b[^>]*>/g) ?? []
  const modern = tags.filter((tag) => !/\bnomodule\b/i.test(tag))
  return [...new Set(modern.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []))]
}

function stylesOf(html) {
  const links = (html.match(/<link\b[^>]*>/g) ?? []).filter((tag) => /\brel="stylesheet"/.test(tag))
  return [...new Set(links.flatMap((tag) => /\bhref="([^"]+)"/.exec(tag)?.[1] ?? []))]
}

async function gzipKiB(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Stop(`${url.pathname} answered ${response.status}.`)
  return gzipSync(Buffer.from(await response.arrayBuffer())).length / 1024
}

if (process.argv[1]?.endsWith('size.mjs')) checkSize().catch(fail)
