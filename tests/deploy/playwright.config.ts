import { defineConfig } from '@playwright/test'
import app from '@/playwright.config'

/** `npm run test:deploy`: what `vercel build` made, function by function, in a real browser. */
export default defineConfig({
  ...app,
  testDir: import.meta.dirname,
  outputDir: '../../test-results',
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  projects: [{ name: 'desktop', use: { viewport: { width: 1280, height: 800 } } }],
  webServer: [],
})
