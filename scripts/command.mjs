import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The repository, as a path that ends without a slash. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')

/** A failure that one sentence explains, so that no stack is shown; empty where it has been said. */
export class Stop extends Error {}

/**
 * Runs a program in the repository with its output on screen, and resolves with its exit code.
 * It reads no input: nothing here asks questions, and CI has nobody to answer.
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export const run = (program, args, env = process.env) =>
  new Promise((resolve, reject) => {
    // Windows starts `npm` through a command file, which needs the shell.
    const shell = process.platform === 'win32' && program === 'npm'
    const child = spawn(program, args, { cwd: root, env, shell, stdio: ['ignore', 'inherit', 'inherit'] })
    const end = () => child.kill()
    process.once('exit', end)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('exit', end)
      resolve(code ?? (signal ? 1 : 0))
    })
  })

/**
 * Runs the script of an installed package by this same Node, without npx in between.
 * @param {string} script A path under `node_modules`.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export const runScript = (script, args, env) => run(process.execPath, [`${root}/node_modules/${script}`, ...args], env)

/**
 * The end of a command: a `Stop` is its sentence, anything else is a bug and keeps its stack.
 * @param {unknown} error
 * @returns {never}
 */
export function fail(error) {
  if (!(error instanceof Stop)) console.error(error)
  else if (error.message) console.error(error.message)
  process.exit(1)
}
