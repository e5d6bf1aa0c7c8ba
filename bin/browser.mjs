import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root, run, Stop } from './command.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const macApps = ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium']

/**
 * The program of a Chromium for the browser tests: one that is here, else one that is installed now.
 * Throws a sentence that says what to do; the tests are never skipped.
 * @returns {Promise<string>}
 */
export async function findBrowser() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Stop(`CHROMIUM_PATH is "${named}", and no program is there.`)
  }
  return (await ofPlaywright()) ?? onThisMachine() ?? (await fromDebian()) ?? (await fromNpm()) ?? nowhere()
}

async function ofPlaywright() {
  const { chromium } = await import('playwright')
  const path = chromium.executablePath()
  return path && isProgram(path) ? path : undefined
}

function onThisMachine() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    ...macApps.map((app) => `/Applications/${app}`),
  ]
  return places.find(isProgram)
}

/** Chromium of Ubuntu is a snap, which does not run in a container. */
async function fromDebian() {
  if (!mayInstall() || /^ID=ubuntu$/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined
  console.log('Installing Chromium from Debian …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['-qq', 'update'], env).catch(() => 1) // An old list of packages may still do.
  const packages = ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji']
  await run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], env).catch(() => 1) // npm may have one.
  return onThisMachine()
}

/**
 * A Chromium inside an npm package, made for machines that have nothing: it brings the libraries and fonts that it
 * needs, which it unpacks only on AWS Lambda, so it is told to be there. In a package of its own, since few need it.
 */
async function fromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const home = `${root}/.cache/chromium`
  const program = `${home}/chromium`
  if (isProgram(program)) return program
  console.log('Installing Chromium from npm …')
  mkdirSync(`${home}/tmp`, { recursive: true })
  writeFileSync(`${home}/package.json`, JSON.stringify({ private: true, type: 'module' }))
  writeFileSync(`${home}/unpack.js`, "import chromium from '@sparticuz/chromium'\nawait chromium.executablePath()\n")
  const packed = ['install', '--prefix', home, '--save-exact', '--no-audit', '--no-fund', '@sparticuz/chromium@147.0.0']
  if ((await run('npm', packed)) !== 0) return undefined
  const unpacking = { ...process.env, TMPDIR: `${home}/tmp`, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  if ((await run(process.execPath, [`${home}/unpack.js`], unpacking)) !== 0) return undefined
  // Its own font settings name the folders of Lambda.
  writeFileSync(
    `${home}/fonts.conf`,
    `<fontconfig><dir>${home}/tmp/fonts</dir><cachedir>${home}/tmp/font-cache</cachedir></fontconfig>\n`,
  )
  writeFileSync(
    program,
    `#!/bin/sh
export LD_LIBRARY_PATH='${home}/tmp/al2023/lib' FONTCONFIG_FILE='${home}/fonts.conf'
exec '${home}/tmp/chromium' "$@"
`,
  )
  chmodSync(program, 0o755)
  return program
}

function nowhere() {
  throw new Stop(
    'The browser tests need Chromium and none was found: install it (`npx playwright install chromium`), or say where it is with CHROMIUM_PATH.',
  )
}

/** Packages are installed only where nobody has to be asked: as root, on Debian or a relative of it. */
export const mayInstall = () => existsSync('/etc/debian_version') && process.getuid?.() === 0

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // Not there, or not ours to run: in both cases not a browser for us.
  }
}
