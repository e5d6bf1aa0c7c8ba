import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** Folders whose tests change nothing of their process but what `each-file.ts` puts right. */
const shared = ['agent', 'client', 'components', 'demo-model', 'design', 'protocol', 'run-log', 'run-view']
const sharing = shared.map((folder) => `tests/${folder}/**/*.test.{ts,tsx}`)
/** What is in these folders and puts other modules in the place of ours. */
const mocking = [
  'tests/client/browser-store/browser-store.test.ts',
  'tests/components/answer/offline.test.tsx',
  'tests/components/chat/lazy-announcer.test.tsx',
  'tests/components/chat/words-alone.test.tsx',
  'tests/components/inspector/inspector.test.tsx',
  'tests/components/thread/broken-parts.test.tsx',
]
const notOurs = [...configDefaults.exclude, 'tests/e2e/**', 'tests/bench/**']

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    // Many tests wait, for a process, a socket or a timeout: more files than there are cores keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    projects: [
      // To load LangChain, React or the schemas anew for each file takes longer than most of these tests.
      { extends: true, test: { name: 'shared', include: sharing, exclude: [...notOurs, ...mocking], isolate: false } },
      { extends: true, test: { name: 'mocking', include: mocking } },
      { extends: true, test: { name: 'alone', include: ['tests/**/*.test.{ts,tsx}'], exclude: [...notOurs, ...sharing] } },
    ],
    // A model server on the desk must not answer in a test.
    env: { DISCOVER: 'off' },
    setupFiles: ['tests/support/each-file.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // From Node 25 on there is a `localStorage` of Node's own, which would hide that of the browser that tests stand in.
    execArgv: Number.parseInt(process.versions.node, 10) >= 25 ? ['--no-experimental-webstorage'] : [],
    retry: process.env['CI'] ? 1 : 0,
  },
})
