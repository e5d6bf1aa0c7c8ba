import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './chat'
import { standalone, startOwnApp } from './own-app'

test('the traced output runs alone, from a folder that cannot be written to', { tag: '@once' }, async ({ chat, page }) => {
  const home = mkdtempSync(join(tmpdir(), 'unfold-'))
  const copy = join(home, 'app')
  cpSync(standalone, copy, { recursive: true, verbatimSymlinks: true })
  setWritable(copy, false)
  const app = await startOwnApp({
    server: join(copy, 'server.js'),
    cwd: home,
    // As on a serverless host, which has no folder to keep anything in.
    env: { DEMO_TOKENS_PER_SECOND: '400', VERCEL: '1', VISITOR_SECRET: 'v'.repeat(40) },
  })
  try {
    await chat.open(app.url)
    await chat.ask('How does an agent decide which tool to call?')
    await chat.hasEnded()
    await expect(page.locator('[data-state=failed]')).toHaveCount(0)
    await chat.answer
      .getByRole('link', { name: /^Source 1:/ })
      .first()
      .focus()
    const address = await chat.answer
      .getByRole('link', { name: /^Source 1:/ })
      .first()
      .getAttribute('href')
    await page.goto(`${app.url}${address}`)
    await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
    await page.goto(`${app.url}/help/proxies`)
    await expect(page.getByText('proxy_buffering off;')).toBeVisible()
    expect(readdirSync(home)).toEqual(['app'])
    // What the page still loads ahead must not be cut off by the app's end.
    await page.waitForLoadState('networkidle')
    await page.goto('about:blank')
  } finally {
    await app.stop()
    setWritable(copy, true)
    rmSync(home, { recursive: true })
  }
})

test('the traced output carries what this machine needs, and no more', { tag: '@once' }, () => {
  const packages = (folder: string) => readdirSync(join(standalone, 'node_modules', folder))
  expect(packages('@libsql')).toHaveLength(1)
  expect(packages('.').filter((name) => /^(sharp|@img|typescript|@playwright)$/.test(name))).toEqual([])
  expect(existsSync(join(standalone, 'tests'))).toBe(false)
  const bytes = readdirSync(standalone, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((all, { parentPath, name }) => all + statSync(join(parentPath, name)).size, 0)
  // Nearly half of it are the routes, each with what it needs of the packages; the agent is there twice, for the routes and for what they load.
  expect(bytes / 1e6).toBeLessThan(75)
})

/** Every folder under `path`; as root it is only a sign, so the test also looks that nothing was written beside it. */
function setWritable(path: string, writable: boolean): void {
  if (writable) chmodSync(path, 0o755)
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name)
    if (entry.isDirectory()) setWritable(child, writable)
    else if (entry.isFile()) chmodSync(child, writable ? 0o644 : statSync(child).mode & 0o555)
  }
  if (!writable) chmodSync(path, 0o555)
}
