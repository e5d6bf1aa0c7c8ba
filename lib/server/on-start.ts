import { toPrintableLine } from '@/lib/protocol/printable'
import { sendBodyLengths } from '@/lib/server/http/body-length'
import { setConnectionTimes } from '@/lib/server/http/connection-times'
import { ignoreUpgrades } from '@/lib/server/http/ignored-upgrades'
import { markMalformedAddresses } from '@/lib/server/http/malformed-address'
import { stampPeerAddress } from '@/lib/server/http/peer-address'
import { sendAwayMethods } from '@/lib/server/http/refused-methods'
import { closeStalledSockets } from '@/lib/server/http/stalled-sockets'
import { describeModel } from '@/lib/server/models/describe-model'
import { outliveClosedOutput } from './closed-output'
import { env, isServerless } from './env'
import { storeSettings } from './store-settings'

/** The rest of the app is large; the server listens before it is loaded. */
const loadRestAfterMs = 200

/**
 * What is done once, before the first request: the environment is checked, and a wrong one, or a folder that was chosen and
 * cannot be written, ends the process with a sentence; the lines on model and database are printed when they are known, and
 * nobody waits for them.
 */
export function onStart(): void {
  outliveClosedOutput()
  stampPeerAddress()
  markMalformedAddresses()
  sendBodyLengths()
  setConnectionTimes()
  if (process.env['NODE_ENV'] !== 'development') {
    // In development a page may take longer to be compiled than any reader of ours is silent, and Next has requests of its own.
    closeStalledSockets()
    // A function has the one route it was made for, and what is in front of it looks at methods and protocols.
    if (!isServerless()) {
      sendAwayMethods()
      ignoreUpgrades()
    }
  }
  try {
    const settings = env()
    if (settings.onServerless) return
    storeSettings(settings)
    void describeModel(settings).then((line) => process.stdout.write(`${toPrintableLine(line)}\n`))
    // Said to the bundler, which leaves the database out of functions that have nothing to do with it.
    if (process.env['BUILT_FOR'] !== 'functions')
      setTimeout(
        () => void import('@/lib/server/background-jobs').then(({ startBackgroundJobs }) => startBackgroundJobs()),
        loadRestAfterMs,
      )
  } catch (error) {
    process.stderr.write(`${toPrintableLine(error instanceof Error ? error.message : String(error))}\n`)
    // A function has no start to stop; there each request says so by failing.
    if (!isServerless()) process.exit(1)
  }
}
