import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/bench/**', 'node_modules/**'],
    // A model server on the desk must not answer in a test.
    env: { DISCOVER: 'off' },
    testTimeout: 20_000,
    retry: process.env['CI'] ? 1 : 0,
  },
})
