#!/usr/bin/env node
import { ensureBuilt } from './build.mjs'
import { fail, runScript, Stop } from './command.mjs'

/**
 * `npm run test:engines`: a smoke of the built app in Firefox and in WebKit, which everything else is not tested in. One of
 * them that is missing is a failure, with a sentence that says how to get it; `npm run test:engines -- firefox` asks for one.
 */
async function testEngines() {
  await ensureBuilt()
  if ((await runScript('tsx/dist/cli.mjs', ['tests/engines/run.ts', ...process.argv.slice(2)])) !== 0) throw new Stop('')
}

testEngines().catch(fail)
