import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { Visitor } from '@/tests/support/visitor'
import { expectNothingGrave } from './accessibility'
import { type Chat, expect, modelTest, test } from './chat'
import { type OwnApp, startOwnApp } from './own-app'

const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'

const versions = (page: Page) => page.getByRole('group', { name: 'Versions' })
const editorOf = (page: Page, tool: string) => page.getByRole('form', { name: `Edit ${tool}` })

/** Opens the step, and the editor in it. */
const change = async (chat: Chat, tool: string): Promise<Locator> => {
  await chat.unfold()
  const head = chat.step(tool).locator('[data-slot=step-head]')
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
  await chat.step(tool).getByRole('button', { name: 'Edit and run again' }).click()
  return editorOf(chat.page, tool)
}

const run = (editor: Locator) => editor.getByRole('button', { name: 'Run from here' })

/** The calls as the rows show them. */
const calls = (chat: Chat) => chat.steps.locator('[data-slot=call]')

test('a sum is changed, and what depends on it follows, as a version beside the old one', { tag: '@once' }, async ({
  chat,
  page,
}) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await expect(chat.answer).toContainText('136 is the result')

  const editor = await change(chat, 'add')
  await expect(editor.getByRole('textbox', { name: 'x' })).toBeFocused()
  await expect(editor).toContainText('Earlier steps are kept, and the current answer stays as another version.')
  await editor.getByRole('textbox', { name: 'x' }).fill('15')
  await run(editor).click()
  await expect(versions(page)).toContainText('2 / 2')
  await expect(chat.answer).toContainText('171 is the result: 15 + 10 = 25, 25 × 7 = 175, and 175 − 4 = 171.')
  const changed = ['add(x: 15, y: 10)=25', 'multiply(x: 25, y: 7)=175', 'subtract(x: 175, y: 4)=171']
  await chat.unfold()
  await expect(calls(chat)).toHaveText(changed)

  await page.getByRole('button', { name: 'Previous version' }).click()
  await expect(versions(page)).toContainText('1 / 2')
  await expect(chat.answer).toContainText('136 is the result')
  await page.getByRole('button', { name: 'Next version' }).click()

  await page.reload()
  await chat.isAwake()
  await expect(versions(page)).toContainText('2 / 2')
  await expect(chat.answer).toContainText('171 is the result')
  await chat.unfold()
  await expect(calls(chat)).toHaveText(changed)

  // Of a later step those before it are kept, as they were changed.
  await run(await change(chat, 'subtract')).click()
  await expect(versions(page)).toContainText('3 / 3')
  await expect(chat.answer).toContainText('171 is the result')
  const { turns } = await chat.stored()
  expect(turns[0]?.runs.map(({ from }) => from && [from.action, from.args])).toEqual([
    undefined,
    ['retry-call', '{"x":15,"y":10}'],
    ['retry-call', undefined],
  ])
})

test('what the tool refuses is a failed step, and the model goes on', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const editor = await change(chat, 'add')
  await editor.getByRole('textbox', { name: 'y' }).fill('abc')
  await expect(editor).toContainText('Not a number, so it is sent as text.')
  await run(editor).click()
  await expect(versions(page)).toContainText('2 / 2')
  await expect(chat.answer).toContainText('136 is the result')
  await chat.unfold()
  const refused = chat.step('add').first()
  await expect(refused).toHaveAttribute('data-state', 'corrected')
  // What was put right is open only where it was seen to fail.
  const head = refused.locator('[data-slot=step-head]')
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
  await expect(refused).toContainText('The tool could not use these arguments: "y must be a number".')
  await expect(calls(chat)).toContainText(['add(x: 10, y: "abc")', 'add(x: 10, y: 10)=20'])
  await expect(refused.getByRole('button', { name: 'Edit and run again' })).toBeVisible()
})

test('by keys alone', { tag: '@once' }, async ({ chat, page }) => {
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  await page.mouse.move(0, 0)
  await chat.runLine.focus()
  if ((await chat.runLine.getAttribute('aria-expanded')) === 'false') await page.keyboard.press('Enter')
  const head = chat.step('add').locator('[data-slot=step-head]')
  await head.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const opener = chat.step('add').getByRole('button', { name: 'Edit and run again' })
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  const x = editorOf(page, 'add').getByRole('textbox', { name: 'x' })
  await expect(x).toBeFocused()
  // A letter that moves between steps elsewhere is a letter here.
  await page.keyboard.press('Control+a')
  await page.keyboard.type('jk')
  await expect(x).toHaveValue('jk')
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(x).toHaveValue('10')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('30')
  await page.keyboard.press('Enter')
  await expect(chat.answer).toContainText('276 is the result')
  await expect(chat.composer).toBeFocused()
})

test('the editor fits the narrowest phone, is large enough for fingers, and axe finds nothing grave', async ({
  chat,
  page,
  hasTouch,
}) => {
  if (hasTouch) await page.setViewportSize({ width: 320, height: 640 })
  await chat.open()
  await chat.ask(sums)
  await chat.hasEnded()
  const editor = await change(chat, 'multiply')
  const x = editor.getByRole('textbox', { name: 'x' })
  await x.fill('9'.repeat(200))
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  const inside = await editor.evaluate((form) => {
    const { right } = form.getBoundingClientRect()
    return [...form.querySelectorAll('*')].every((element) => element.getBoundingClientRect().right <= right)
  })
  expect(inside).toBe(true)
  if (hasTouch)
    expect(await x.evaluate((field) => Number.parseFloat(getComputedStyle(field).fontSize))).toBeGreaterThanOrEqual(16)
  await expectNothingGrave(page)
})

modelTest(
  'to a real model the changed call is a call of its own, with every digit',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Add a lot')
    await upstream.replyTo(
      asked,
      callTools([
        { name: 'add', args: { x: 10, y: 10 } },
        { name: 'search', args: { query: 'server-sent events' } },
      ]),
      finalAnswer('It is **20**.', ['add']),
      finalAnswer('It is a lot.', ['add']),
      finalAnswer('Something else.', ['search']),
    )
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    const editor = await change(chat, 'add')
    await editor.getByRole('textbox', { name: 'x' }).fill('90071992547409931')
    await run(editor).click()
    await expect(chat.answer).toHaveText('It is a lot.')
    await chat.unfold()
    await expect(calls(chat)).toHaveText(['add(x: 90071992547409931, y: 10)=9007199254… (17 digits)'])
    const second = (await upstream.requests(asked))[2]
    const tools = second?.body.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
    expect(tools?.at(-1)).toBe('90071992547409941')
    expect(tools).toHaveLength(2)

    // A search is changed by its query.
    const search = page.locator('[data-slot=step]').filter({ hasText: 'Searched' }).first()
    await search.locator('[data-slot=step-head]').click()
    await search.getByRole('button', { name: 'Edit and run again' }).click()
    const query = editorOf(page, 'search').getByRole('textbox', { name: 'query' })
    await query.fill('WebSockets')
    await query.press('Enter')
    await expect(chat.answer).toHaveText('Something else.')
    await expect(versions(page)).toContainText('3 / 3')
    await chat.unfold()
    await expect(page.locator('[data-slot=query]')).toContainText(['WebSockets'])
  },
)

modelTest('another model goes on from the same step', { tag: '@once' }, async ({ chat, page, upstream, unique }) => {
  const app = await startOwnApp({
    env: { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'first-model', MODELS: 'first-model,second-model' },
  })
  try {
    const asked = unique('Who are you?')
    await upstream.replyTo(
      asked,
      callTools([{ name: 'add', args: { x: 1, y: 1 } }]),
      finalAnswer('The first.'),
      finalAnswer('The second.'),
    )
    await chat.open(app.url)
    await chat.ask(asked)
    await chat.hasEnded()
    const editor = await change(chat, 'add')
    const menu = editor.getByRole('combobox', { name: 'Model' })
    await expect(menu.getByRole('option', { selected: true })).toHaveText('first-model')
    await menu.selectOption('second-model')
    await run(editor).click()
    await expect(chat.answer).toHaveText('The second.')
    await expect(versions(page)).toContainText('2 / 2')
    expect((await chat.stored()).turns[0]?.runs.map(({ model }) => model.id)).toEqual(['first-model', 'second-model'])
    // The chat goes on with the model that answered last.
    await expect(page.getByRole('combobox', { name: 'Model' }).getByRole('option', { selected: true })).toHaveText('second-model')
  } finally {
    await app.stop()
  }
})

modelTest(
  'a changed call that a dying server left behind is made by the one that goes on',
  { tag: '@once' },
  async ({ upstream, unique }) => {
    modelTest.slow()
    const dataDir = mkdtempSync(join(tmpdir(), 'unfold-rerun-'))
    const env = { DATA_DIR: dataDir, OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model' }
    const silence = ['--import', `${import.meta.dirname}/silent-search.mjs`]
    const question = unique('Look for it')
    await upstream.replyTo(
      question,
      callTools([{ name: 'search', args: { query: 'server-sent events' } }]),
      finalAnswer('Found.', ['search']),
      finalAnswer('Found something else.', ['search']),
    )
    const threadId = randomUUID()
    const args = '{"query":"WebSockets"}'
    let app: OwnApp | undefined
    try {
      app = await startOwnApp({ env })
      const { port } = app
      const visitor = await Visitor.arrive(app.url)
      const runs = async () => (await visitor.thread(threadId)).turns[0]?.runs ?? []
      const first = await visitor.ask(question, { threadId, runId: `first-${threadId}` })
      const toolCallId = first.flatMap((event) => (event.type === 'TOOL_CALL_START' ? [event.toolCallId] : []))[0]
      await app.stop()

      // Here the search is never answered.
      app = await startOwnApp({ nodeArgs: silence, env: { ...env, SEARCH: 'wikipedia' }, port })
      const from = { runId: `first-${threadId}`, seq: first.length }
      await visitor.post(question, {
        threadId,
        runId: `second-${threadId}`,
        unfold: { from: { ...from, action: 'retry-call', toolCallId, args } },
      })
      await expect.poll(async () => (await runs())[1]?.events.map(({ type }) => type)).toContain('ACTIVITY_SNAPSHOT')
      await app.stop()

      app = await startOwnApp({ env, port })
      await expect.poll(async () => (await runs())[2]?.ended, { timeout: 40_000 }).toBe(true)
      const [, asked, next] = await runs()
      expect(asked?.from).toMatchObject({ action: 'retry-call', args })
      expect(asked?.events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'interrupted' })
      expect(next?.from).toMatchObject({ action: 'continue', runId: `second-${threadId}` })
      const given = next?.events.flatMap((event) => (event.type === 'TOOL_CALL_ARGS' ? [event.delta] : []))
      expect(given).toEqual([args])
      expect(next?.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'success' } })
    } finally {
      await app?.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
)
