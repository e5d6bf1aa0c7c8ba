import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { root, run, Stop } from './command.mjs'
import { fromNpm } from './from-npm.mjs'

/** 61 and later cannot be installed with every Node that the app runs on. */
const version = '60.1.3'

/** Where the app is built for Vercel: a copy of what git knows, or would, so that nothing of this desk gets in. */
export const deployed = `${root}/.cache/deploy/app`

/** `vercel build`, as it runs on Vercel, in a clean copy; nobody is logged in, and nothing is sent. */
export async function buildForVercel() {
  const cli = await fromNpm('vercel', version)
  if (!cli) throw new Stop(`The Vercel CLI ${version} could not be fetched; npm says why above.`)
  copySources()
  const home = `${root}/.cache/deploy/home`
  mkdirSync(`${deployed}/.vercel`, { recursive: true })
  const settings = { framework: 'nextjs', installCommand: 'npm ci --no-audit --no-fund' }
  writeFileSync(`${deployed}/.vercel/project.json`, JSON.stringify({ projectId: 'x', orgId: 'x', settings }))
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    VERCEL: '1',
    VERCEL_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    VISITOR_SECRET: 'v'.repeat(40),
    ...ofNpm(),
  }
  const args = ['build', '--yes', '--token', 'x', '--cwd', deployed, '--global-config', home]
  mkdirSync(home, { recursive: true })
  if ((await run(process.execPath, [`${cli}/dist/vc.js`, ...args], env)) !== 0)
    throw new Stop('The app could not be built for Vercel; it says why above.')
}

/** Where packages come from is a setting of this machine. */
function ofNpm() {
  const names = Object.keys(process.env).filter((name) => /^npm_config_(registry|cache)$|_proxy$/i.test(name))
  const userconfig = process.env.npm_config_userconfig ?? `${process.env.HOME}/.npmrc`
  return Object.fromEntries([...names.map((name) => [name, process.env[name]]), ['npm_config_userconfig', userconfig]])
}

/** Packages that are there already are kept: `npm ci` looks after them. */
function copySources() {
  if (existsSync(deployed))
    for (const name of readdirSync(deployed)) if (name !== 'node_modules') rmSync(`${deployed}/${name}`, { recursive: true })
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const path of list.split('\0').filter((each) => each !== '' && existsSync(`${root}/${each}`))) {
    mkdirSync(dirname(`${deployed}/${path}`), { recursive: true })
    cpSync(`${root}/${path}`, `${deployed}/${path}`)
  }
}
