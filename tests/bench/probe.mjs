import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Loaded into each server that is measured: tells what it has used when asked, and ends with the process that asks. */
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

process.on('message', (message) => {
  if (message !== 'usage' && message !== 'usage after collection') return
  if (message === 'usage after collection') collectGarbage()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ benchUsage: true, cpuUs: user + system, rssBytes: rss, liveBytes: heapUsed + external })
})
process.once('disconnect', () => process.exit(0))
process.channel?.unref()
