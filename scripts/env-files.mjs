import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { Stop } from './command.mjs'

/** The files of settings in a folder; the first that has a name wins. */
const names = ['.env.local', '.env']

/**
 * Sets what the files of a folder set, `.env.local` over `.env`; what `env` has already stays. Throws a `Stop` with the line that is no
 * setting: Node would take the next line for a part of it, and that setting would be lost without a word.
 * @param {string} folder
 * @param {Record<string, string | undefined>} [env]
 */
export function readEnvFiles(folder, env = process.env) {
  for (const name of names) for (const [key, value] of Object.entries(readEnvFile(join(folder, name), name))) env[key] ??= value
}

/**
 * @param {string} path
 * @param {string} name
 * @returns {Record<string, string>}
 */
function readEnvFile(path, name) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return {}
  // Docker makes one where a file that is mounted is not there.
  if (!stats.isFile()) throw new Stop(`${name} is not a file. Remove it, or put the settings into a file of that name.`)
  const text = decode(readFileSync(path))
  const line = findBrokenLine(text)
  if (line === undefined) return parseEnv(text)
  throw new Stop(`Line ${line} of ${name} is not a setting: write NAME=value, or # before a remark.`)
}

/**
 * Windows' editors put a mark before the text, and its PowerShell writes UTF-16.
 * @param {Buffer} bytes
 */
const decode = (bytes) => {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return new TextDecoder(isUtf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(bytes)
}

/**
 * The number of the first line that is neither a setting, a remark, blank, nor a part of a value in quotation marks.
 * @param {string} text
 * @returns {number | undefined}
 */
function findBrokenLine(text) {
  let quote = ''
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (quote !== '') {
      if (line.includes(quote)) quote = ''
      continue
    }
    if (/^\s*(#.*)?$/.test(line)) continue
    const value = /^\s*(?:export\s+)?[\w.-]+\s*=\s*(.*)$/.exec(line)?.[1]
    if (value === undefined) return index + 1
    const sign = /^["'`]/.exec(value)?.[0] ?? ''
    if (sign !== '' && !value.slice(1).includes(sign)) quote = sign
  }
  return undefined
}
