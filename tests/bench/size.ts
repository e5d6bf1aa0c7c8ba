import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { root } from '@/scripts/command.mjs'

export type SizeFigures = { firstLoadKiB: number }

/** The first-load JavaScript of the chat page as `npm run size` finds it. */
export async function measureSize(): Promise<SizeFigures> {
  // Over its limit that command fails, and prints the figure all the same.
  const { stdout } = await promisify(execFile)(process.execPath, [`${root}/scripts/size.mjs`]).catch((error) => error)
  const found = /([\d.]+) KiB {2}of JavaScript in all/.exec(String(stdout))
  if (!found) throw new Error(`npm run size printed no total: ${stdout}`)
  return { firstLoadKiB: Number(found[1]) }
}
