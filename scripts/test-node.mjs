#!/usr/bin/env node
import { delimiter, dirname } from 'node:path'
import { fail, root, run, Stop } from './command.mjs'
import { fromNpm } from './from-npm.mjs'

/** `npm run test:node -- 24`: the unit tests, a build, a start and one run with that Node, which comes by npm. */
async function testNode() {
  const [version = ''] = process.argv.slice(2)
  if (!/^\d{2}(\.\d+){0,2}$/.test(version)) throw new Stop('Say which Node: npm run test:node -- 24')
  const system = `${process.platform}-${process.arch}`
  const folder = await fromNpm(system === 'darwin-arm64' ? `node-bin-${system}` : `node-${system}`, version)
  if (!folder) throw new Stop(`Node ${version} could not be fetched; npm says why above.`)
  const node = `${folder}/bin/node`
  await run(node, ['--version'])
  // What is started by name is this Node too.
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) }
  process.exit(await run(node, [`${root}/scripts/test.mjs`, 'node'], env))
}

testNode().catch(fail)
