import { probe } from '@/lib/agent/models/probe'
import { env } from './env'
import { stampPeerAddress } from './peer-address'

/**
 * What is done once, before the first request: the environment is checked, and a wrong one ends the process with a
 * sentence; the line on the model is printed when it is known, and nobody waits for it.
 */
export function onStart(): void {
  stampPeerAddress()
  try {
    const settings = env()
    if (!settings.onServerless) void probe(settings, globalThis.fetch).then((line) => process.stdout.write(`${line}\n`))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    // A function has no start to stop; there each request says so by failing.
    if (!process.env['VERCEL']) process.exit(1)
  }
}
