import { accessSync, chmodSync, constants, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run, Stop } from './command.mjs'
import { fromNpm } from './from-npm.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const macApps = ['Google Chrome.app/Contents/MacOS/Google Chrome', 'Chromium.app/Contents/MacOS/Chromium']

/**
 * The program of a Chromium: one that is here, else one that npm has. Nothing outside of the repository is changed, as any
 * user. Throws a sentence that says what to do.
 * @returns {Promise<string>}
 */
export const findBrowser = async () => named() ?? (await ofPlaywright()) ?? onThisMachine() ?? (await ofNpm()) ?? nowhere()

/**
 * The same for the browser tests, which are never skipped. That of npm comes first: it has no windows, as Playwright's own
 * for tests has none, and takes half of the processor time of a desktop's.
 * @returns {Promise<string>}
 */
export const findTestBrowser = async () => named() ?? (await ofPlaywright()) ?? (await ofNpm()) ?? onThisMachine() ?? nowhere()

/** What the browser tests will use, in words. Throws as `findTestBrowser`. */
export const describeBrowser = async () =>
  named() ??
  (await ofPlaywright()) ??
  (isPacked() ? 'Chromium without windows, which comes by npm' : (onThisMachine() ?? nowhere()))

function named() {
  const path = process.env.CHROMIUM_PATH
  if (!path) return undefined
  if (isProgram(path)) return path
  throw new Stop(`CHROMIUM_PATH is "${path}", and no program is there.`)
}

async function ofPlaywright() {
  // In a fresh clone it is not installed yet.
  const playwright = await import('playwright').catch(() => undefined)
  const path = playwright?.chromium.executablePath()
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

/**
 * A Chromium inside an npm package, made for machines that have nothing: it brings the libraries and fonts that it
 * needs, which it unpacks only on AWS Lambda, so it is told to be there. In a package of its own, since few need it.
 */
async function ofNpm() {
  if (!isPacked()) return undefined
  const home = `${root}/.cache/chromium`
  const program = `${home}/chromium`
  if (isProgram(program)) return program
  const folder = await fromNpm('@sparticuz/chromium', '147.0.0')
  if (!folder) return undefined
  mkdirSync(`${home}/tmp`, { recursive: true })
  const unpack = `import chromium from '${pathToFileURL(`${folder}/build/esm/index.js`)}'\nawait chromium.executablePath()\n`
  writeFileSync(`${home}/unpack.mjs`, unpack)
  const unpacking = { ...process.env, TMPDIR: `${home}/tmp`, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' }
  if ((await run(process.execPath, [`${home}/unpack.mjs`], unpacking)) !== 0) return undefined
  // Its own font settings name the folders of Lambda, and not the fonts of this machine.
  writeFileSync(
    `${home}/fonts.conf`,
    `<fontconfig><dir>/usr/share/fonts</dir><dir>${home}/tmp/fonts</dir><cachedir>${home}/tmp/font-cache</cachedir></fontconfig>\n`,
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

const isPacked = () => process.platform === 'linux' && process.arch === 'x64'

function nowhere() {
  throw new Stop(
    'The browser tests need Chromium and none was found: install it (`npx playwright install chromium`), or say where it is with CHROMIUM_PATH.',
  )
}

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // Not there, or not ours to run: in both cases not a browser for us.
  }
}
