import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/**
 * Where the app is, without a slash at the end: as it was said, else `UNFOLD_URL`, else this machine at the port that `npm start` in
 * this folder takes, which is that of the environment, of `.env.local` or of `.env`, the first one that has it.
 */
export function toAppUrl(said: string | undefined, env: Record<string, string | undefined>, folder = '.'): string {
  const port = () => env['PORT'] || readPort(join(folder, '.env.local')) || readPort(join(folder, '.env')) || '3000'
  return (said ?? env['UNFOLD_URL'] ?? `http://localhost:${port()}`).replace(/\/+$/, '')
}

/** `npm start` is more particular about such a file, and says what is wrong with it. */
const readPort = (path: string): string | undefined =>
  existsSync(path) ? parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''))['PORT']?.trim() : undefined
