import { expect, test } from 'vitest'

const { checkNode }: { checkNode(version?: string): void } = await import(
  new URL('../../scripts/install.mjs', import.meta.url).href
)

test.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0'])('Node %s is told apart before anything breaks', (version) => {
  expect(() => checkNode(version)).toThrow(
    `Unfold needs Node 24, or 20.19, 22.12 or later; this is ${version}. Install it from https://nodejs.org.`,
  )
})

test.each(['20.19.0', '22.12.0', '23.0.0', '24.1.0', '26.0.0'])('Node %s will do', (version) => {
  expect(() => checkNode(version)).not.toThrow()
})
