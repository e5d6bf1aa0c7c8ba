import { renameSync } from 'node:fs'
import { parse, resolve } from 'node:path'
import { buildSync } from 'esbuild'

/**
 * Makes one file of JavaScript of a script and what it imports of ours, in milliseconds, and returns its path. For a test that starts a script
 * many times: to start it by tsx takes half a second of a processor more, each time.
 */
export function compileScript(script: string): string {
  const compiled = resolve('.cache/compiled', `${parse(script).name}.mjs`)
  const whole = `${compiled}.${process.pid}`
  buildSync({ entryPoints: [script], outfile: whole, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
  renameSync(whole, compiled) // Another process may be about to start it.
  return compiled
}
