import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { RunView } from '@/lib/run-view/state'
import { callsOf } from '@/lib/run-view/state'

/**
 * What the last version with five columns for a branch point has written, each file by its own code: a database with a
 * conversation of seven runs and two links, a browser's store, a request of a browser that keeps its conversations, a saved run.
 */
const folder = 'tests/fixtures/earlier'

/** The token of the visitor whose conversation the database has, and the key that it was signed with. */
export const earlierVisitor = { authorization: 'Bearer qkObkuQafuPNo7v3.T_J8f5qkOVu1zSbOpYYCuPuZF_72FDDcZrrAUyEXY4c' }
export const earlierSecret = 'the-secret-of-a-data-folder-of-before'
export const earlierOwner = 'qkObkuQafuPNo7v3'
export const earlierShares = { thread: 'AOI8ff6P9i0SKFhBm34Iyg', run: 'xgf_n0SlNqW8oKNRI7hz9A' }

export const readEarlier = (name: 'browser.json' | 'request.json' | 'run.jsonl'): string =>
  readFileSync(`${folder}/${name}`, 'utf8')

/** A data folder of its own with that database. */
export function copyEarlierDatabase(): { folder: string; file: string; remove(): void } {
  const copy = mkdtempSync(join(tmpdir(), 'unfold-earlier-'))
  const file = join(copy, 'unfold.db')
  writeFileSync(file, gunzipSync(readFileSync(`${folder}/unfold.db.gz`)))
  return { folder: copy, file, remove: () => rmSync(copy, { recursive: true }) }
}

/** A run in short: its calls with what came of them, those that it inherits first, and how its answer begins. */
export const inShort = (run: RunView | undefined): string[] =>
  run
    ? [
        ...callsOf(run).map((call) => `${call.name} ${'result' in call ? call.result.value : call.state}`),
        run.answer?.text.slice(0, 7) ?? '',
      ]
    : []
