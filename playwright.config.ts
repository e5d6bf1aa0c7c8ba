import { defineConfig, type ReporterDescription } from '@playwright/test'
import { demoUrl, modelUrl, ports, postgresUrl, upstreamUrl } from './tests/support/e2e-addresses'

/**
 * The built app, as it is deployed, in a real browser: once with the demo model, once with the scripted test model,
 * and with that on Postgres where `TEST_DATABASE_URL` says that there is one.
 * `npm test -- e2e` builds, finds a browser and free ports; what a test imports is `tests/support/app.ts`.
 */
const { CHROMIUM_PATH, E2E_RESULTS, TEST_DATABASE_URL, CI } = process.env

/** What a test must not inherit from the desk it runs on; blank is the same as not set. */
const noModel = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', MODEL: '', MODELS: '', DISCOVER: 'off' }
const noSettings = { ...noModel, TAVILY_API_KEY: '', LANGSMITH_TRACING: '', DATABASE_URL: '', VISITOR_SECRET: '' }
const appSettings = {
  ...noSettings,
  SEARCH: 'local',
  RUNS_PER_HOUR: '0',
  CONCURRENT_RUNS: '1000',
  HOSTNAME: '127.0.0.1',
  // One more request to the model after each answer; the tests of it turn it on.
  FOLLOW_UPS: 'off',
}
const testModel = { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model', MODELS: 'test-model' }

const startApp = 'node .next/standalone/server.js'
const whenUp = {
  stdout: 'pipe',
  stderr: 'pipe',
  reuseExistingServer: false,
  gracefulShutdown: { signal: 'SIGTERM', timeout: 1000 },
} as const

const onScreen: ReporterDescription = ['list']
const asJson: ReporterDescription[] = E2E_RESULTS ? [['json', { outputFile: E2E_RESULTS }]] : []

export default defineConfig({
  testDir: 'tests/e2e',
  fullyParallel: true,
  // They wait more than they work: for a model that types, a lease, a page.
  workers: 4,
  forbidOnly: CI !== undefined,
  timeout: 45_000,
  // Two cores shared with three servers and two browsers: what fails once there is tried again, and reported as flaky.
  retries: CI ? 2 : 0,
  expect: { timeout: 10_000 },
  reporter: [onScreen, ...asJson],
  use: {
    baseURL: demoUrl,
    locale: 'en-GB',
    // A trace of each step costs as much as the step: `--trace=on` asks for one.
    trace: 'on-first-retry',
    launchOptions: {
      ...(CHROMIUM_PATH && { executablePath: CHROMIUM_PATH }),
      // A browser that talks to nobody but the app.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'desktop',
      use: { viewport: { width: 1280, height: 800 } },
      // What only a touch screen has.
      grepInvert: /@phone/,
    },
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
      // What a screen does not change: HTTP, the terminal, the keyboard.
      grepInvert: /@once/,
    },
  ],
  webServer: [
    {
      ...whenUp,
      name: 'upstream',
      command: `node --import tsx tests/support/upstream-server.ts --port ${ports.upstream} --control ${ports.control}`,
      url: `${upstreamUrl}/models`,
    },
    {
      ...whenUp,
      name: 'demo',
      command: startApp,
      url: demoUrl,
      env: { ...appSettings, PORT: String(ports.demo), DATA_DIR: '../../.cache/e2e/demo', DEMO_TOKENS_PER_SECOND: '400' },
    },
    {
      ...whenUp,
      name: 'model',
      command: startApp,
      url: modelUrl,
      env: { ...appSettings, ...testModel, PORT: String(ports.model), DATA_DIR: '../../.cache/e2e/model' },
    },
    ...(TEST_DATABASE_URL ? [onPostgres(TEST_DATABASE_URL)] : []),
  ],
})

function onPostgres(url: string) {
  const command = `node --import tsx scripts/db-migrate.ts && ${startApp}`
  const address = { PORT: String(ports.postgres), DATA_DIR: '../../.cache/e2e/postgres', DATABASE_URL: url }
  return { ...whenUp, name: 'postgres', command, url: postgresUrl, env: { ...appSettings, ...testModel, ...address } }
}
