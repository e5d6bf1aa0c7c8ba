import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import AxeBuilder from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { parseRunFile } from '@/lib/protocol/run-file'
import type { ShareSummary } from '@/lib/protocol/share'
import { toAguiScript, toCurl } from '@/lib/run-view/run-code'
import { databases } from '@/tests/support/app'
import { demoUrl } from '@/tests/support/e2e-addresses'
import { Visitor } from '@/tests/support/visitor'
import { expect, modelTest, test } from './chat'
import { root } from './own-app'

const run = promisify(execFile)

/** As somebody who was never here opens a link. */
const openFresh = async (browser: Browser, url: string): Promise<Page> =>
  (await browser.newContext()).newPage().then(async (page) => {
    await page.goto(url)
    return page
  })

test.describe('a link to a conversation', () => {
  test.use({ expectedComplaints: /404/ })

  test('shows what is shared, is opened by anyone, and opens nothing once it is stopped', async ({ page, chat, browser }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    const address = page.url()
    await page.getByRole('button', { name: 'Share chat' }).click()
    const dialog = page.getByRole('dialog', { name: 'Share this chat' })
    await expect(dialog).toContainText('Anyone with the link can read 1 question with its answer and 1 step')
    await expect(dialog.getByRole('list', { name: 'Questions included' })).toContainText('what is 10 + 10')
    await expect(dialog.getByText('Links to this chat')).toHaveCount(0)
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const url = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
    expect(url).toMatch(/^http:\/\/localhost:\d+\/share\/[\w-]{22}$/)
    expect((await new AxeBuilder({ page }).include('dialog[open]').analyze()).violations).toEqual([])

    const shared = await openFresh(browser, url)
    await expect(shared.getByText(/^This is a shared copy from \d+ \w+ \d{4}\.$/)).toBeVisible()
    await expect(shared.getByRole('heading', { level: 2, name: 'what is 10 + 10' })).toBeVisible()
    await expect(shared.locator('[data-slot=answer]')).toContainText('20')
    await shared.locator('[data-slot=run-line]').click()
    await expect(shared.locator('[data-slot=step]')).toContainText('add')
    for (const name of ['Regenerate', 'Send', 'Share answer', 'Stop sharing'])
      await expect(shared.getByRole('button', { name })).toHaveCount(0)
    expect(await shared.context().cookies()).toEqual([])
    await expect(shared.locator('meta[name=robots]')).toHaveAttribute('content', 'noindex, nofollow')
    expect((await shared.request.get(url)).headers()['x-robots-tag']).toBe('noindex, nofollow')
    expect((await new AxeBuilder({ page: shared }).analyze()).violations).toEqual([])
    await expect(shared.getByRole('link', { name: 'Ask your own question' })).toHaveAttribute('href', '/')
    const fits = await shared.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
    expect(fits).toBe(true)

    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('button', { name: 'Share chat' })).toBeFocused()
    await chat.ask('and what is 7 * 6')
    await chat.hasEnded(2)
    await shared.reload()
    await expect(shared.getByRole('heading', { level: 2 })).toHaveCount(1)

    await page.getByRole('button', { name: 'Share chat' }).click()
    await dialog.getByRole('button', { name: /^Stop sharing 1 question/ }).click()
    await expect(dialog.getByText('Links to this chat')).toHaveCount(0)
    const stopped = await shared.goto(url)
    expect(stopped?.status()).toBe(404)
    await expect(shared.getByRole('heading', { name: 'This link does not exist or is no longer shared.' })).toBeVisible()
    expect(page.url()).toBe(address)
  })

  test('of one answer shows that one alone', { tag: '@once' }, async ({ page, chat, browser }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await chat.ask('what is 3 * 4')
    await chat.hasEnded(2)
    await page.getByRole('button', { name: 'Share answer' }).last().click()
    const dialog = page.getByRole('dialog', { name: 'Share this answer' })
    await dialog.getByRole('button', { name: 'Create link' }).click()
    const shared = await openFresh(browser, await dialog.getByRole('textbox', { name: 'Link' }).inputValue())
    await expect(shared.getByRole('heading', { level: 2 })).toHaveText(['what is 3 * 4'])
    expect(await shared.content()).not.toContain('10 + 10')
  })
})

test.describe('on the narrowest screens', { tag: '@once' }, () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true })

  test('the header leaves its place to the title: sharing is in the sidebar, and in the command menu', async ({ page, chat }) => {
    await chat.open('/')
    await page.getByRole('button', { name: 'Open sidebar' }).tap()
    await expect(page.getByRole('button', { name: 'Share this chat' })).toHaveCount(0)
    await page.keyboard.press('Escape')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await expect(page.getByRole('button', { name: 'Share chat' })).toBeHidden()
    const dialog = page.getByRole('dialog', { name: 'Share this chat' })
    // The first time the dialog is fetched, the second time it is there at once.
    for (let times = 0; times < 2; times += 1) {
      await page.getByRole('button', { name: 'Open sidebar' }).tap()
      await page.getByRole('button', { name: 'Share this chat' }).tap()
      await expect(dialog).toContainText('Anyone with the link can read 1 question')
      await page.keyboard.press('Escape')
      await expect(dialog).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Open sidebar' })).toBeFocused()
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search chats and commands' }).fill('share')
    await page.keyboard.press('Enter')
    await expect(dialog).toBeVisible()
  })
})

test.describe('what is kept', () => {
  test('a run as its events, which a terminal shows again', { tag: '@once' }, async ({ page, chat }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Share answer' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'JSON Lines' }).click()])
    expect(download.suggestedFilename()).toMatch(/^run-[\w-]+\.jsonl$/)
    const file = await download.path()
    const [turn] = (await chat.stored()).turns
    expect(parseRunFile(readFileSync(file, 'utf8'))).toEqual(turn?.runs[0]?.events)
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'cli/chat.ts', '--replay', file, '--speed', '20'], {
      cwd: root,
    })
    expect(stdout).toContain('add(x: 10, y: 10) = 20')
  })

  test('a conversation as Markdown, and as data', { tag: '@once' }, async ({ page, chat }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Share chat' }).click()
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ])
      return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
    }
    const markdown = await save('Markdown')
    expect(markdown.name).toBe('what-is-10-10.md')
    expect(markdown.text).toMatch(/^# what is 10 \+ 10\n\n## what is 10 \+ 10\n\n- `add\(x: 10, y: 10\) = 20`\n\n.*20/)
    const data = await save('JSON')
    expect(data.name).toBe('what-is-10-10.json')
    expect(JSON.parse(data.text)).toEqual(await chat.stored())
  })

  test('on paper there are questions, folded steps and answers, and nothing to press', { tag: '@once' }, async ({
    page,
    chat,
  }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await chat.unfold()
    await page.emulateMedia({ media: 'print' })
    await expect(page.getByRole('heading', { level: 2, name: 'what is 10 + 10' })).toBeVisible()
    await expect(chat.answer).toBeVisible()
    await expect(chat.runLine).toBeVisible()
    await expect(page.locator('[data-slot=step]').first()).toBeHidden()
    for (const chrome of ['form[aria-label=Message]', '[role=group][aria-label=Answer] button', 'header button'])
      await expect(page.locator(chrome).first()).toBeHidden()
  })
})

test.describe('the code of a run', { tag: '@once' }, () => {
  const of = { origin: demoUrl, question: "what's 10 + 10", modelId: 'demo' }

  test('curl asks again', async () => {
    const { stdout } = await run('/bin/sh', ['-c', toCurl(of)], { timeout: 20_000 })
    expect(stdout).toContain('"type":"RUN_FINISHED"')
    expect(stdout).toContain("what's 10 + 10")
  })

  test('the script with the official client asks again', async () => {
    // In the repository, so that it finds the client.
    const file = join(mkdtempSync(join(root, '.cache', 'script-')), 'ask.mjs')
    writeFileSync(file, toAguiScript(of))
    const { stdout } = await run(process.execPath, [file], { timeout: 20_000, env: { ...process.env, FORCE_COLOR: '0' } })
    expect(stdout).toMatch(/^add \{ x: 10, y: 10 \}\n= 20\n[\s\S]*20/)
  })

  test('is copied from the dialog', async ({ page, chat, clipboard }) => {
    await chat.open('/')
    await chat.ask('what is 10 + 10')
    await chat.hasEnded()
    await page.getByRole('button', { name: 'Share answer' }).click()
    for (const [name, words] of [
      ['curl', 'curl -N'],
      ['@ag-ui/client', 'HttpAgent'],
      ['LangChain.js', 'createAgent'],
    ] as const) {
      await page.getByRole('radio', { name }).check()
      await expect(page.getByRole('region', { name: 'Code', exact: true })).toContainText(words)
      await page.getByRole('button', { name: 'Copy code' }).click()
      await expect.poll(() => clipboard.text()).toContain(words)
    }
  })
})

for (const { database, url } of databases) {
  modelTest.describe(`sharing by HTTP, on ${database}`, { tag: '@once' }, () => {
    modelTest.use({ expectedComplaints: /404/ })

    modelTest('is for one’s own conversations alone', async () => {
      const [owner, other] = await Promise.all([Visitor.arrive(url), Visitor.arrive(url)])
      const ids = { threadId: randomUUID(), runId: randomUUID() }
      await owner.ask('A secret of mine [plain]', ids)
      const ask = (visitor: Visitor, body: object) => visitor.fetch('/api/shares', { method: 'POST', body })
      const answers = await Promise.all([
        ask(other, { threadId: ids.threadId }),
        ask(other, ids),
        ask(new Visitor(url, {}), { threadId: ids.threadId }),
        ask(other, { threadId: randomUUID() }),
      ])
      for (const answer of answers) expect(answer.status).toBe(404)
      expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1)
      expect((await ask(owner, { threadId: ids.threadId, runId: randomUUID() })).status).toBe(404)
      expect((await ask(owner, { threadId: 5 })).status).toBe(400)

      const made = await ask(owner, { threadId: ids.threadId })
      expect(made.status).toBe(201)
      const share: ShareSummary = await made.json()
      expect(Buffer.from(share.shareId, 'base64url')).toHaveLength(16)
      expect(await (await owner.fetch(`/api/threads/${ids.threadId}/shares`)).json()).toEqual({ shares: [share] })
      const page = await fetch(`${url}${share.url}`)
      const source = await page.text()
      expect(page.status).toBe(200)
      expect(page.headers.get('set-cookie')).toBeNull()
      expect(source).toContain('A secret of mine [plain]')
      for (const word of [
        ids.threadId,
        ...Object.values(owner.headers).map((value) => value.replace('Bearer ', '').split('.')[0] ?? ''),
      ])
        expect(source.slice(0, source.indexOf('RUN_STARTED'))).not.toContain(word)

      for (const visitor of [other, new Visitor(url, {})])
        expect((await visitor.fetch(`/api/shares/${share.shareId}`, { method: 'DELETE' })).status).toBe(404)
      expect((await fetch(`${url}${share.url}`)).status).toBe(200)
      await owner.fetch(`/api/threads/${ids.threadId}`, { method: 'DELETE' })
      const deleted = await fetch(`${url}${share.url}`)
      expect(deleted.status).toBe(404)
      expect(await deleted.text()).not.toContain('secret')
      expect((await owner.fetch(`/api/threads/${ids.threadId}/restore`, { method: 'POST' })).status).toBe(200)
      expect((await owner.fetch(`/api/shares/${share.shareId}`, { method: 'DELETE' })).status).toBe(204)
      expect((await fetch(`${url}${share.url}`)).status).toBe(404)
      expect((await fetch(`${url}/share/nothing`)).status).toBe(404)
    })

    modelTest('a long one comes in pages, from its first question on', async () => {
      const owner = await Visitor.arrive(url)
      const threadId = randomUUID()
      for (let index = 1; index <= 31; index += 1) await owner.ask(`Question ${index} of many [plain]`, { threadId })
      const { url: path } = await (await owner.fetch('/api/shares', { method: 'POST', body: { threadId } })).json()
      const page = async (query: string) => {
        const response = await fetch(`${url}${path}${query}`)
        return { status: response.status, questions: new Set((await response.text()).match(/Question \d+ of many/g)).size }
      }
      expect(await page('')).toEqual({ status: 200, questions: 30 })
      // The title is the first question.
      expect(await page('?page=2')).toEqual({ status: 200, questions: 2 })
      for (const query of ['?page=3', '?page=0', '?page=x']) expect((await page(query)).status).toBe(404)
    })

    modelTest('leaves out a run that goes on, and has no more than 20 links', async () => {
      const owner = await Visitor.arrive(url)
      const threadId = randomUUID()
      const line = new AbortController()
      const runId = randomUUID()
      expect((await owner.post('A long one [slow]', { threadId, runId }, line.signal)).status).toBe(200)
      const ask = () => owner.fetch('/api/shares', { method: 'POST', body: { threadId } })
      const early = await ask()
      expect([early.status, (await early.json()).detail]).toEqual([400, 'Nothing in this chat has been answered yet.'])
      await owner.fetch(`/api/runs/${runId}/stop`, { method: 'POST' })
      line.abort()
      await owner.read(runId)
      for (let index = 0; index < 20; index += 1) expect((await ask()).status).toBe(201)
      const many = await ask()
      expect([many.status, (await many.json()).detail]).toEqual([400, 'This chat has 20 links already. Stop one of them first.'])
    })
  })
}
