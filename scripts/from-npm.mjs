import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { root, run } from './command.mjs'

/**
 * A package of npm that few need, in `.cache` and beside the app's own: fetched when it is first asked for, and no script of
 * its own is run. Gives its folder, or `undefined` where it cannot be had; npm has said why.
 * @param {string} name As npm calls it.
 * @param {string} version
 * @returns {Promise<string | undefined>}
 */
export async function fromNpm(name, version) {
  const home = `${root}/.cache/npm/${name.replaceAll('/', '-')}-${version}`
  const folder = `${home}/node_modules/${name}`
  if (existsSync(`${home}/complete`)) return folder
  console.log(`Fetching ${name} ${version} from npm …`)
  mkdirSync(home, { recursive: true })
  writeFileSync(`${home}/package.json`, JSON.stringify({ private: true }))
  const args = [
    'install',
    '--prefix',
    home,
    '--save-exact',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-update-notifier',
    '--loglevel=error',
  ]
  if ((await run('npm', [...args, `${name}@${version}`]).catch(() => 1)) !== 0) return undefined
  writeFileSync(`${home}/complete`, '')
  return folder
}
