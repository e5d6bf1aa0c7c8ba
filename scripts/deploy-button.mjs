#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fail, root, Stop } from './command.mjs'

/**
 * `npm run deploy-button`: writes the button that deploys this repository to Vercel, together with a Postgres of Neon, into
 * the README. The address is that of the git remote `origin`, or the one that is given.
 * @see https://vercel.com/docs/deploy-button
 */
const place = /(<!-- deploy button -->)[\s\S]*?(<!-- end of the deploy button -->)/

/** @param {string} address The repository, as a browser opens it. */
export const toButton = (address) => {
  const neon = { type: 'integration', integrationSlug: 'neon', productSlug: 'neon', protocol: 'storage' }
  const query = new URLSearchParams({
    'repository-url': address,
    'project-name': 'unfold',
    'repository-name': 'unfold',
    env: 'VISITOR_SECRET,OPENAI_API_KEY',
    envDescription:
      'VISITOR_SECRET: the output of "openssl rand -base64 32"; it signs the visitors’ cookies. OPENAI_API_KEY: a key of OpenAI.',
    products: JSON.stringify([neon]),
  })
  return `[![Deploy with Vercel](https://vercel.com/button)](https://vercel.com/new/clone?${query})`
}

/** `git@github.com:me/unfold.git` and `https://github.com/me/unfold.git` as `https://github.com/me/unfold`. */
export const toWebAddress = (remote) => {
  const [, host, path] =
    /^(?:https?:\/\/(?:[^@/]*@)?|ssh:\/\/git@|git@)([\w.-]+)[:/](.+?)(?:\.git)?\/?$/.exec(remote.trim()) ?? []
  if (!host || !path) throw new Stop(`"${remote.trim()}" is not the address of a repository that Vercel can copy.`)
  return `https://${host}/${path}`
}

function origin() {
  try {
    return execFileSync('git', ['remote', 'get-url', 'origin'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    throw new Stop('Where is this repository? Give its address: npm run deploy-button -- https://github.com/you/unfold')
  }
}

function write() {
  const button = toButton(toWebAddress(process.argv[2] ?? origin()))
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  if (!place.test(readme)) throw new Stop('The README has no place for the button.')
  writeFileSync(`${root}/README.md`, readme.replace(place, `$1\n${button}\n$2`))
}

if (import.meta.filename === process.argv[1]) {
  try {
    write()
  } catch (error) {
    fail(error)
  }
}
