import { test as base, expect } from '@playwright/test'
import { controlUrl, modelUrl, postgresUrl } from './e2e-addresses'
import { testDatabase } from './postgres'
import { UpstreamControl } from './upstream-control'

export { expect, modelUrl }

type Fixtures = {
  /** The model behind `modelUrl`: scripts its replies, holds and releases its streams, sees what it was asked. */
  upstream: UpstreamControl
  /** On every page of every test: an error that nobody caught, or something that the CSP refused, fails it. */
  noComplaints: undefined
}

/** The apps with the test model, by what they keep their conversations in: for tests that must hold on each. */
export const databases: { database: string; url: string }[] = [
  { database: 'SQLite', url: modelUrl },
  ...(testDatabase === undefined ? [] : [{ database: 'Postgres', url: postgresUrl }]),
]

/** Playwright's `test`, on the built app. A path is opened at the app with the demo model; `modelUrl` is the other one. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs
  upstream: async ({}, use) => use(new UpstreamControl(controlUrl)),
  noComplaints: [
    async ({ context }, use) => {
      const complaints: string[] = []
      context.on('weberror', (error) => complaints.push(String(error.error())))
      context.on('console', (message) => {
        if (message.type() === 'error' && /content security policy/i.test(message.text())) complaints.push(message.text())
      })
      await use(undefined)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})
