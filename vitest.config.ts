import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { compiledWorkers } from './tests/support/compiled-workers.ts'

/** What tests are about that need a process of their own, or a page of their own. */
const apart = [
  // They measure their process: its memory, how long it is held up.
  'documents/parse-document.test.ts',
  'server/locks.test.ts',
  'server/memory.test.ts',
  // What opens a file listens to the whole page, and would hear the files of other tests.
  'components/open-file/',
  'app/',
]
/** Puts other modules in the place of ours. */
const isMocking = (file: string): boolean => /\bvi\.(mock|doMock|resetModules)\(/.test(readFileSync(file, 'utf8'))

/** What the start of the app changes in Node's own server, for every server of the process. */
const changing = [...readFileSync('lib/server/on-start.ts', 'utf8').matchAll(/\/http\/([\w-]+)'/g)].map(([, name]) => name)
const isChanging = (file: string): boolean =>
  new RegExp(`'@/lib/server/http/(${changing.join('|')})'`).test(readFileSync(file, 'utf8'))

/** The tests that share a process: what such a test may not do stands in `docs/CONTRIBUTING.md`. */
const sharing = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter(
    (path) => /\.test\.tsx?$/.test(path) && !/(^|\/)node_modules\//.test(path) && !apart.some((one) => path.startsWith(one)),
  )
  .map((path) => `tests/${path}`)
  .filter((file) => !isMocking(file) && !isChanging(file))
const components = sharing.filter((file) => file.startsWith('tests/components/'))
const others = sharing.filter((file) => !file.startsWith('tests/components/'))
const every = ['tests/**/*.test.{ts,tsx}']
const notOurs = [...configDefaults.exclude, 'tests/e2e/**', 'tests/bench/**']

export default defineConfig({
  plugins: [compiledWorkers],
  resolve: { tsconfigPaths: true },
  test: {
    // Many tests wait, for a process, a socket or a timeout: more files than there are cores keep the cores busy.
    maxWorkers: availableParallelism() + 2,
    projects: [
      { extends: true, test: { name: 'alone', include: every, exclude: [...notOurs, ...sharing] } },
      // To load LangChain, React or the schemas anew for each file takes longer than most of these tests. A process goes on to the
      // next file where that has the same environment, so each is a project.
      { extends: true, test: { name: 'shared', include: others, isolate: false } },
      {
        extends: true,
        test: {
          name: 'components',
          include: components,
          environment: 'happy-dom',
          // A link that is pressed leads nowhere: the files of a process share the page, which would go there, and over the network.
          environmentOptions: {
            happyDOM: { settings: { navigation: { disableMainFrameNavigation: true, disableFallbackToSetURL: true } } },
          },
          isolate: false,
        },
      },
    ],
    // A model server on the desk must not answer in a test.
    env: { DISCOVER: 'off' },
    setupFiles: ['tests/support/each-file.ts'],
    // Most take milliseconds: this is for a hang, and a machine that does other things may be slow.
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // From Node 25 on there is a `localStorage` of Node's own, which would hide that of the browser that tests stand in.
    execArgv: Number.parseInt(process.versions.node, 10) >= 25 ? ['--no-experimental-webstorage'] : [],
    retry: process.env['CI'] ? 1 : 0,
  },
})
