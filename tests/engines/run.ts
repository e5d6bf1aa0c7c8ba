import { startOwnApp } from '@/tests/e2e/own-app'
import { type Engine, Missing } from './engine'
import { openFirefox } from './firefox'
import { smoke } from './smoke'
import { openWebKit } from './webkit'

/** `npm run test:engines`: a smoke of the app in Firefox and in WebKit. An engine that is missing is a failure, and says how to get it. */
const engines: Record<string, () => Promise<Engine>> = { firefox: openFirefox, webkit: openWebKit }

const app = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '60' } })
const failures: string[] = []
try {
  const [only] = process.argv.slice(2)
  for (const [id, open] of Object.entries(engines)) {
    if (only !== undefined && only !== id) continue
    failures.push(...(await check(id, open)))
  }
} finally {
  await app.stop()
}
if (failures.length > 0) console.error(`\n${failures.join('\n')}`)
process.exit(failures.length > 0 ? 1 : 0)

async function check(id: string, open: () => Promise<Engine>): Promise<string[]> {
  let title = 'start'
  let engine: Engine | undefined
  try {
    engine = await open()
    console.log(engine.name)
    await smoke(engine, app.url, (next) => {
      title = next
      console.log(`  ${next}`)
    })
    return []
  } catch (error) {
    return [
      error instanceof Missing
        ? error.message
        : `${engine?.name ?? id}, ${title}: ${error instanceof Error ? error.message : error}`,
    ]
  } finally {
    await engine?.close()
  }
}
