import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/bench/**', '**/node_modules/**'],
    // Many tests wait, for a process, a socket or a timeout: more files than there are cores keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    // A model server on the desk must not answer in a test.
    env: { DISCOVER: 'off' },
    setupFiles: ['tests/support/patient-queries.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // From Node 25 on there is a `localStorage` of Node's own, which would hide that of the browser that tests stand in.
    execArgv: Number.parseInt(process.versions.node, 10) >= 25 ? ['--no-experimental-webstorage'] : [],
    retry: process.env['CI'] ? 1 : 0,
  },
})
