import { createHash } from 'node:crypto'
import { renameSync } from 'node:fs'
import { parse, resolve } from 'node:path'
import { buildSync } from 'esbuild'

/** Where what was made of a script is, and the files that it was made of. */
export type Compiled = { path: string; sources: string[] }

/**
 * Makes one file of JavaScript of a script and what it imports of ours, in milliseconds. For a test that starts a script many times: to start
 * it by tsx takes half a second of a processor more, each time.
 */
export function compileScript(script: string): Compiled {
  const entry = resolve(script)
  const hash = createHash('sha256').update(entry).digest('hex').slice(0, 8)
  const path = resolve('.cache/compiled', `${parse(entry).name}-${hash}.mjs`)
  const whole = `${path}.${process.pid}`
  const { metafile } = buildSync({
    entryPoints: [entry],
    outfile: whole,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    metafile: true,
  })
  renameSync(whole, path) // Another process may be about to start it.
  return { path, sources: Object.keys(metafile.inputs).map((source) => resolve(source)) }
}
