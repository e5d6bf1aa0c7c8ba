import { mkdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { openCuttableLine } from '@/tests/support/cuttable-line'
import { dropFile } from '@/tests/support/drop-file'
import { dropMidStream, loadingModel } from '@/tests/support/faults'
import { startKeyedUpstream } from '@/tests/support/keyed-upstream'
import { callTools, finalAnswer, join, think } from '@/tests/support/replies'
import { startUpstream } from '@/tests/support/upstream'
import { expectNothingGrave } from './accessibility'
import { Chat } from './chat'
import { heldAfter } from './held'
import { root, startOwnApp } from './own-app'
import { researchScreens, type Screen } from './research-screens'
import { startWaddenSea } from './wadden-sea'

/**
 * `npm run screens`: drives the built app and writes a picture of each of its screens into `docs/screens`, light and
 * dark, desktop and phone. Runs in a known state are held there by the scripted model, the others are the demo model's.
 */
const folder = `${root}/docs/screens`
const sums = 'Take 10 plus 10, multiply by 7, then subtract 4'
const three = 'What is 15% of 2,480, what is 9 to the power of 5, and what time is it in Nairobi?'
const compare = 'How do server-sent events compare with WebSockets?'
const decide = 'How does an agent decide which tool to call?'

const { ensureBuilt } = await import(new URL('../../scripts/build.mjs', import.meta.url).href)
const { findBrowser } = await import(new URL('../../scripts/browser.mjs', import.meta.url).href)
await ensureBuilt()
mkdirSync(folder, { recursive: true })

/** `npm run screens -- failed editing` takes these only; with `--axe` each is looked at by axe too. */
const hasAxe = process.argv.includes('--axe')
const only = new Set(process.argv.slice(2).filter((name) => name !== '--axe'))
const isWanted = (name: string): boolean => only.size === 0 || only.has(name)

const upstream = await startUpstream()
const demo = await startOwnApp({ env: { DEMO_TOKENS_PER_SECOND: '400' } })
const model = await startOwnApp({ env: { OPENAI_BASE_URL: upstream.url, OPENAI_API_KEY: 'test', MODEL: 'test-model' } })

const research = await startWaddenSea()
const apps = { demo, model, research: research.app }
const keyed = await startKeyedUpstream('a-key')
const thought =
  'The question asks how two ways of streaming compare. Server-sent events go one way, over ordinary HTTP, and resume by themselves. WebSockets go both ways, and need a protocol of their own. A search should find what each is best at, so I begin with that.'

const lanes = callTools([
  { name: 'multiply', args: { x: '0.15', y: 2480 } },
  { name: 'exponentiate', args: { x: 9, y: 5 } },
  { name: 'current_time', args: { place: 'Nairobi' } },
])
const searches = callTools(
  [
    { name: 'search', args: { query: 'server-sent events' } },
    { name: 'search', args: { query: 'WebSockets compared' } },
  ],
  { fragment: 1 },
)
const cited =
  '**Server-sent events** are a one-way stream over ordinary HTTP, while a **WebSocket** is a two-way channel with a protocol of its own [2].\n\n## Which one to choose\n\n- **Server-sent events** pass through the same cookies, proxies and load balancers as any other request, and the browser resumes them by itself [1].\n- **WebSockets** are for sides that both talk often and at any time, or send binary data [2].'

const scripts = [
  'これは**「重要」**な点です。詳しくは https://example.com/docs（日本語）をご覧ください。',
  '**注意：**正文从这里开始，这是**重点。**后面还有文字。',
  '한국어**[강조]**한국어는 이렇게 보입니다.',
  'זו תשובה **חשובה** עם `code` ומספר 42.',
  '- פריט ראשון\n- פריט שני: Server-sent events\n- פריט שלישי',
  '> ציטוט בעברית, עם קו בצד הנכון.',
  '| עמודה | ערך |\n| --- | --- |\n| ראשונה | 10 |\n| שנייה | 20 |',
].join('\n\n')
const columns = ['Way', 'Direction', 'Resumes', 'Binary', 'Proxies', 'Browsers', 'Compression', 'Back-pressure', 'Standard']
const wide = [
  `| ${columns.join(' | ')} |`,
  `| ${columns.map(() => '---').join(' | ')} |`,
  '| Server-sent events | one way | by itself | no | pass | all of them | as HTTP | none | WHATWG |',
  '| WebSockets | both ways | by hand | yes | sometimes in the way | all of them | per message | none | RFC 6455 |',
  '| WebTransport | both ways | by hand | yes | need HTTP/3 | most of them | by hand | by streams | W3C draft |',
  '',
  'Code that goes on to the right shows that it does:',
  '',
  '```ts',
  "const events = new EventSource('https://example.com/streams/answers?question=compare&format=events&since=2026-01-01', { withCredentials: true })",
  '```',
].join('\n')

const screens: Screen[] = [
  {
    name: 'empty',
    onPhone: true,
    async show({ page }, isPhone) {
      if (!isPhone) await page.getByText('Your chats will appear here.').waitFor()
    },
  },
  {
    name: 'arguments',
    onPhone: true,
    app: 'model',
    async show(chat) {
      const subtract = heldAfter(callTools([{ name: 'subtract', args: { x: 140, y: 4 } }], { fragment: 1 }), 8)
      upstream.reply(
        callTools([{ name: 'add', args: { x: 10, y: 10 } }]),
        callTools([{ name: 'multiply', args: { x: 20, y: 7 } }]),
        subtract.reply,
      )
      await chat.ask(sums)
      await upstream.reached(subtract.gate)
      await chat.step('subtract').getByText('x', { exact: false }).first().waitFor()
    },
  },
  {
    name: 'parallel',
    onPhone: true,
    app: 'model',
    async show(chat) {
      await showTwoOfThree(chat)
    },
  },
  {
    name: 'search',
    onPhone: true,
    app: 'model',
    async show(chat) {
      const held = heldAfter(searches, searches.parts.length - 9)
      upstream.reply(held.reply)
      await chat.ask(compare)
      await upstream.reached(held.gate)
      // The library answers before a frame is drawn, so its row is not open by itself.
      const first = chat.steps.locator('[data-slot=step-head]').first()
      if ((await first.getAttribute('aria-expanded')) === 'false') await first.click()
      await chat.steps.locator('[data-slot=found-page]').first().waitFor()
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'answer',
    onPhone: true,
    app: 'model',
    async show(chat, isPhone) {
      const answer = finalAnswer(cited, ['search'])
      const held = heldAfter(answer, answer.parts.length - 14)
      upstream.reply(callTools([{ name: 'search', args: { query: 'server-sent events and WebSockets' } }]), held.reply)
      await chat.ask(compare)
      await upstream.reached(held.gate)
      await chat.page.locator('[data-slot=run-line][aria-expanded=false]').waitFor()
      const citation = chat.answer.getByRole('link', { name: /^Source 2:/ }).first()
      if (isPhone) return citation.waitFor()
      await citation.hover()
      await chat.page.locator('[data-slot=hover-card]').waitFor()
    },
  },
  { name: 'done', onPhone: true, show: async (chat) => play(chat, sums) },
  {
    name: 'steps-open',
    onPhone: true,
    async show(chat) {
      await play(chat, three)
      await chat.runLine.click()
      await chat.step('exponentiate').getByRole('button').first().click()
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'steps-open-forced-colors',
    media: { forcedColors: 'active' },
    async show(chat) {
      await play(chat, three)
      await chat.runLine.click()
    },
  },
  {
    name: 'parallel-reduced-motion',
    app: 'model',
    media: { reducedMotion: 'reduce' },
    async show(chat) {
      await showTwoOfThree(chat)
    },
  },
  {
    name: 'details-live',
    onPhone: true,
    app: 'model',
    async show(chat) {
      await showTwoOfThree(chat)
      await openDetails(chat)
    },
  },
  {
    name: 'details',
    onPhone: true,
    async show(chat) {
      await play(chat, compare)
      await openDetails(chat)
    },
  },
  {
    name: 'details-forced-colors',
    media: { forcedColors: 'active' },
    async show(chat) {
      await play(chat, compare)
      await openDetails(chat)
    },
  },
  {
    name: 'details-events',
    async show(chat) {
      await play(chat, compare)
      await openDetails(chat)
      await chat.page.getByRole('tab', { name: 'Events' }).click()
      await chat.page.getByRole('textbox', { name: 'Filter events' }).fill('TOOL_CALL')
      await chat.page.getByRole('option').first().click()
    },
  },
  {
    name: 'replay',
    onPhone: true,
    async show(chat) {
      await play(chat, three)
      await chat.page.getByRole('button', { name: 'Replay', exact: true }).click()
      await chat.page.getByRole('button', { name: 'Play again' }).waitFor()
      const slider = chat.page.getByRole('slider', { name: 'Playback position' })
      await slider.press('ArrowLeft')
      await slider.press('ArrowLeft')
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'opened-file',
    onPhone: true,
    async show(chat) {
      await dropFile(chat.page, 'run.jsonl', readFileSync(`${root}/tests/fixtures/search-then-answer.jsonl`, 'utf8'))
      await chat.answer.getByRole('link').first().waitFor()
      await chat.page.mouse.move(0, 0)
    },
  },
  { name: 'sources', show: async (chat) => play(chat, compare) },
  { name: 'cited', show: async (chat) => play(chat, decide) },
  {
    name: 'commands',
    onPhone: true,
    async show(chat) {
      await play(chat, three)
      await chat.page.keyboard.press('Control+k')
      await chat.page
        .getByRole('option', { name: three.slice(0, 40) })
        .first()
        .waitFor()
    },
  },
  {
    name: 'own-model',
    onPhone: true,
    async show({ page }) {
      await page.getByRole('button', { name: 'Use a real model' }).click()
      await page.getByLabel('API key').fill('wrong')
      await page.getByLabel('Address').fill(`127.0.0.1:${keyed.port}`)
      await page.getByRole('button', { name: 'Find models' }).click()
      await page.getByRole('dialog').getByRole('alert').waitFor()
    },
  },
  {
    name: 'own-model-found',
    onPhone: true,
    async show({ page }) {
      await page.getByRole('button', { name: 'Use a real model' }).click()
      await page.getByLabel('API key').fill('a-key')
      await page.getByLabel('Address').fill(`127.0.0.1:${keyed.port}`)
      await page.getByRole('button', { name: 'Find models' }).click()
      await page.getByRole('radio').first().waitFor()
    },
  },
  {
    name: 'thinking',
    onPhone: true,
    app: 'model',
    async show(chat) {
      const held = heldAfter(join(think(thought), finalAnswer(cited)), 20)
      upstream.reply(held.reply)
      await chat.ask(compare)
      await upstream.reached(held.gate)
      await chat.page.locator('[data-slot=thinking-tail]').waitFor()
    },
  },
  {
    name: 'waiting',
    onPhone: true,
    app: 'model',
    async show(chat) {
      // Asked again until Stop, or until the page of this picture is closed.
      upstream.reply(...Array.from({ length: 20 }, () => loadingModel()))
      await chat.ask(compare)
      await chat.page.locator('[data-slot=run-line]', { hasText: 'The model is loading…' }).waitFor()
    },
  },
  { name: 'settings', onPhone: true, show: async (chat) => openDialog(chat, 'settings', /Chats saved/) },
  { name: 'shortcuts', onPhone: true, show: async (chat) => openDialog(chat, 'shortcuts', 'New line') },
  {
    name: 'failed',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(
        callTools([
          { name: 'add', args: { x: 414, y: 414 } },
          { name: 'divide', args: { x: 828, y: 0 } },
        ]),
        dropMidStream(6, finalAnswer('The sum is 828, which cannot be divided by nothing.')),
      )
      await chat.ask('What is 414 plus 414, and what is 828 divided by 0?')
      await chat.regenerate.waitFor()
    },
  },
  {
    name: 'failed-step',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(
        callTools([
          { name: 'add', args: { x: 414, y: 414 } },
          { name: 'divide', args: { x: 828, y: 0 } },
        ]),
        finalAnswer('The sum is **828**, which cannot be divided by nothing.', ['add']),
        finalAnswer('The sum is **828**. Nothing can be divided by nothing, so there is no second number.', ['add']),
      )
      await chat.ask('What is 414 plus 414, and what is 828 divided by 0?')
      await chat.regenerate.waitFor()
      await chat.steps.getByRole('button', { name: 'Try again' }).click()
      await chat.page.getByText('2 / 2').waitFor()
      await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'editing',
    onPhone: true,
    async show(chat) {
      await play(chat, sums)
      await chat.page.getByRole('heading', { level: 2, name: sums }).hover()
      await chat.page.getByRole('button', { name: 'Edit question' }).click()
      await chat.page.getByRole('textbox', { name: 'Question' }).waitFor()
    },
  },
  {
    name: 'rerun',
    onPhone: true,
    async show(chat) {
      await play(chat, sums)
      await openEditor(chat, 'add')
      await chat.page.getByRole('textbox', { name: 'x' }).fill('15')
    },
  },
  {
    name: 'sidebar',
    onPhone: true,
    async show(chat, isPhone) {
      await showConversations(chat, isPhone)
    },
  },
  {
    name: 'sidebar-menu',
    onPhone: true,
    async show(chat, isPhone) {
      const nav = await showConversations(chat, isPhone)
      await nav.getByRole('button', { name: 'Rename or delete How agents call tools' }).click()
      await chat.page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'sidebar-rename',
    async show(chat, isPhone) {
      const nav = await showConversations(chat, isPhone)
      await nav.getByRole('button', { name: 'Rename or delete How agents call tools' }).click()
      await chat.page.getByRole('menuitem', { name: 'Rename' }).click()
    },
  },
  {
    name: 'sidebar-search',
    onPhone: true,
    async show(chat, isPhone) {
      const nav = await showConversations(chat, isPhone)
      await nav.getByRole('searchbox').fill('events')
      await nav.getByRole('link', { name: 'Server-sent events' }).waitFor()
      await nav.getByRole('link', { name: 'How agents' }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'sidebar-search-nothing',
    async show(chat, isPhone) {
      const nav = await showConversations(chat, isPhone)
      await nav.getByRole('searchbox').fill('zebra')
      await nav.getByText('No chats match').waitFor()
    },
  },
  {
    name: 'sidebar-undo',
    onPhone: true,
    async show(chat, isPhone) {
      const nav = await showConversations(chat, isPhone)
      await nav.getByRole('button', { name: 'Rename or delete How agents call tools' }).click()
      await chat.page.getByRole('menuitem', { name: 'Delete' }).click()
      await nav.getByText('Chat deleted.').waitFor()
    },
  },
  {
    name: 'sidebar-failure',
    async show(chat) {
      await chat.page.route(/\/api\/threads\?/, (route) => route.abort())
      await chat.page.reload()
      await chat.page.getByText('Your chats could not be loaded.').waitFor()
    },
  },
  {
    name: 'sidebar-hidden',
    async show(chat) {
      await play(chat, sums)
      await chat.page.keyboard.press('Control+b')
      await chat.page.getByRole('button', { name: 'Open sidebar' }).waitFor()
      await chat.page.context().clearCookies({ name: 'sidebar' })
    },
  },
  {
    name: 'stopping',
    onPhone: true,
    app: 'model',
    async show(chat) {
      await showTwoOfThree(chat)
      // Asked to end, and not yet ended: the request is not answered.
      await chat.page.route(/\/stop$/, () => undefined)
      await chat.stop.click()
      await chat.page.getByRole('form', { name: 'Message' }).getByRole('button', { name: 'Stopping…' }).waitFor()
    },
  },
  {
    name: 'earlier-endings',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(dropMidStream(6, finalAnswer('The sum is 4, as two and two make four.')))
      await chat.ask('What is 2 + 2?')
      await chat.regenerate.waitFor()
      const held = heldAfter(finalAnswer('It is **5**, as 2 and 3 make five, which everybody knows.'), 3)
      upstream.reply(held.reply)
      await chat.ask('And 2 + 3?')
      await upstream.reached(held.gate)
      await chat.stop.click()
      await chat.page.getByRole('group', { name: 'Notice' }).waitFor()
      upstream.reply(finalAnswer('It is **7**.'))
      await chat.ask('And 3 + 4?')
      await chat.answer.getByText('It is 7.').waitFor()
      await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
      await chat.page.locator('[data-scroller]').evaluate((scroller) => scroller.scrollTo(0, 0))
    },
  },
  {
    name: 'corrected',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(
        callTools([{ name: 'add', args: { x: 'ten', y: 10 } }]),
        callTools([{ name: 'add', args: { x: 10, y: 10 } }]),
        finalAnswer('The sum is **20**.', ['add']),
      )
      await chat.ask('What is ten plus 10?')
      await chat.regenerate.waitFor()
      await chat.unfold()
      await chat.step('add').first().getByRole('button').first().click()
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'search-states',
    onPhone: true,
    app: 'model',
    async show(chat) {
      const third = heldAfter(callTools([{ name: 'search', args: { query: 'backpressure in streams' } }], { fragment: 1 }), 28)
      upstream.reply(
        callTools([
          { name: 'search', args: { query: 'server-sent events' } },
          { name: 'search', args: { query: 'zzzz qqqq' } },
        ]),
        third.reply,
      )
      await chat.ask(compare)
      await upstream.reached(third.gate)
      await chat.steps.getByText('backpressure').waitFor()
      await chat.page.mouse.move(0, 0)
    },
  },
  {
    name: 'no-cookies',
    onPhone: true,
    async show(chat) {
      // What a server lists for a browser that it does not know again.
      await chat.page.route(/\/api\/threads\?/, (route) => route.fulfill({ json: { threads: [] } }))
      await chat.ask(sums)
      await chat.notice.getByText('does not save this site’s cookies').waitFor()
      await chat.regenerate.waitFor()
      await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'on-paper',
    isOnPaper: true,
    async show(chat) {
      await play(chat, compare)
      await chat.page.emulateMedia({ media: 'print' })
    },
  },
  {
    name: 'scripts',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(finalAnswer(scripts))
      await chat.ask('שאלה אחת בעברית, 日本語も、한국어도?')
      await chat.regenerate.waitFor()
      await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'wide-table',
    onPhone: true,
    app: 'model',
    async show(chat) {
      upstream.reply(finalAnswer(wide))
      await chat.ask('Compare nine ways of streaming, column by column.')
      await chat.regenerate.waitFor()
      await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'stopped',
    app: 'model',
    async show(chat) {
      await showTwoOfThree(chat)
      await chat.stop.click()
      await chat.regenerate.waitFor()
    },
  },
  {
    name: 'share',
    onPhone: true,
    async show(chat) {
      await play(chat, compare)
      await openShare(chat, 'Share chat')
    },
  },
  {
    name: 'share-answer',
    onPhone: true,
    async show(chat) {
      await play(chat, sums)
      await openShare(chat, 'Share answer')
    },
  },
  {
    name: 'shared',
    onPhone: true,
    async show(chat) {
      await play(chat, compare)
      await openShare(chat, 'Share chat')
      await chat.page.goto(await chat.page.getByRole('textbox', { name: 'Link' }).inputValue())
      await chat.answer.getByRole('heading').first().waitFor()
    },
  },
  {
    name: 'key-refused',
    app: 'model',
    async show(chat) {
      await chat.ask('Is anybody there? [fault:401]')
      await chat.regenerate.waitFor()
    },
  },
  {
    name: 'busy',
    app: 'model',
    async show(chat) {
      upstream.reply({ status: 429, headers: { 'retry-after': '12' }, body: '{"error":{"message":"Slow down."}}' })
      await chat.ask('Is anybody there?')
      await chat.notice.waitFor()
    },
  },
  ...researchScreens(research),
]

/** Three calls at once, held while the last one is written. */
async function showTwoOfThree(chat: Chat): Promise<void> {
  const held = heldAfter(lanes, lanes.parts.length - 2)
  upstream.reply(held.reply)
  await chat.ask(three)
  await chat.page.getByText('2 of 3 finished').waitFor()
}

async function openDetails({ page }: Chat): Promise<void> {
  await page.getByRole('button', { name: 'Run details', exact: true }).click()
  await page.getByRole('listbox', { name: 'Timeline steps' }).getByRole('option').first().waitFor()
}

/** As many as a week leaves, with the days since. */
const earlier: { title: string; daysAgo: number; state?: string }[] = [
  { title: 'Percentages, powers and a clock', daysAgo: 0, state: 'running' },
  { title: 'Flight prices to Nairobi', daysAgo: 0, state: 'unseen' },
  { title: 'How agents call tools', daysAgo: 1 },
  { title: 'Server-sent events in plain words', daysAgo: 1 },
  { title: 'Compound interest over 12 years', daysAgo: 1 },
  { title: 'Compare three budget routers', daysAgo: 3 },
  { title: 'What changed in HTTP/3', daysAgo: 4 },
  { title: 'Half-life of caffeine', daysAgo: 5 },
  { title: 'Translate a rental contract, and say which of its clauses are unusual', daysAgo: 6 },
  { title: 'Sourdough hydration maths', daysAgo: 40 },
]

/** A step that is to run again with other arguments. */
const openEditor = async (chat: Chat, tool: string): Promise<void> => {
  await chat.unfold()
  await chat.step(tool).locator('[data-slot=step-head]').click()
  await chat.step(tool).getByRole('button', { name: 'Edit and run again' }).click()
  await chat.page
    .getByRole('form', { name: `Edit ${tool}` })
    .getByRole('button', { name: 'Run from here' })
    .waitFor()
}

/** A chat of its own, and the list with others that were asked on other days. */
const showConversations = async (chat: Chat, isPhone: boolean) => {
  const { page } = chat
  await play(chat, compare)
  const id = new URL(page.url()).pathname.split('/').at(-1)
  const others = earlier.map(({ title, daysAgo, state = 'seen' }, index) => ({
    threadId: `earlier-${index}`,
    title,
    updatedAt: Date.now() - daysAgo * 86_400_000 - index * 1000,
    state,
  }))
  await page.route(/\/api\/threads\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams.get('query')?.toLowerCase()
    if (query !== undefined)
      return route.fulfill({ json: { threads: others.filter((each) => each.title.toLowerCase().includes(query)) } })
    const { threads } = await (await route.fetch()).json()
    return route.fulfill({
      json: { threads: [...threads.filter((each: { threadId: string }) => each.threadId === id), ...others] },
    })
  })
  await page.route(/\/api\/threads\/earlier-/, (route) => route.fulfill({ status: 204 }))
  await page.reload()
  await chat.regenerate.waitFor()
  if (isPhone) await page.getByRole('button', { name: 'Open sidebar' }).tap()
  const nav = page.getByRole('navigation', { name: 'Chats', exact: true })
  await nav.getByRole('link', { name: 'Sourdough' }).waitFor()
  return nav
}

const openDialog = async (chat: Chat, name: string, words: string | RegExp): Promise<void> => {
  await chat.page.keyboard.press('Control+k')
  await chat.page.getByRole('combobox').fill(name)
  await chat.page.keyboard.press('Enter')
  await chat.page.getByText(words).waitFor()
}

const openShare = async ({ page }: Chat, name: string): Promise<void> => {
  await page.getByRole('button', { name }).last().click()
  await page.getByRole('button', { name: 'Create link' }).click()
  await page.getByRole('textbox', { name: 'Link' }).waitFor()
}

const play = async (chat: Chat, question: string): Promise<void> => {
  await chat.ask(question)
  await chat.regenerate.waitFor()
  await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
  await chat.page.locator('[data-slot=run-line][aria-expanded=false]').waitFor()
}

async function take(context: BrowserContext, screen: Screen, suffix: string, isPhone: boolean): Promise<void> {
  const page = await context.newPage()
  if (screen.media) await page.emulateMedia(screen.media)
  const chat = new Chat(page, { isTouch: isPhone })
  const name = `${isPhone ? 'phone-' : ''}${screen.name}-${suffix}`
  try {
    await chat.open(apps[screen.app ?? 'demo'].url)
    await screen.show(chat, isPhone)
    await shoot(page, name, screen.isWhole)
    if (hasAxe && suffix === 'light') await expectNothingGrave(page)
  } catch (error) {
    // The others are taken all the same.
    console.error(`${name}: ${error}`)
    process.exitCode = 1
  }
  // Not by the pointer: on a phone the details stand over it.
  if (await chat.stop.isVisible()) await chat.stop.dispatchEvent('click')
  // The next one opens as on a new device.
  await page.evaluate(() => localStorage.clear())
  await page.close()
}

/** The line is cut, which a chat without a run to follow would not notice. */
async function takeLost(context: BrowserContext, suffix: string): Promise<void> {
  const line = await openCuttableLine(Number(new URL(model.url).port))
  const page = await context.newPage()
  const chat = new Chat(page)
  await chat.open(line.url)
  const held = heldAfter(finalAnswer(cited), 60)
  upstream.reply(held.reply)
  await chat.ask(compare)
  await upstream.reached(held.gate)
  await chat.answer.getByText('are a one-way').waitFor()
  line.cut()
  await chat.notice.waitFor()
  await shoot(page, `reconnecting-${suffix}`)
  upstream.open(held.gate)
  await page.close()
  await line.close()
}

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  const picture = await page.screenshot({ animations: 'disabled', fullPage })
  await writePicture(`${folder}/${name}.webp`, picture)
}

/** A picture without loss at a third of the size of a PNG. One that shows what it did is left alone, so that a clone does not carry it twice. */
async function writePicture(path: string, picture: Buffer): Promise<void> {
  const before = await readFile(path).catch(() => undefined)
  const isSame = before && (await toPixels(before)).equals(await toPixels(picture))
  if (!isSame) await writeFile(path, await sharp(picture).webp({ lossless: true, effort: 6 }).toBuffer())
  console.log(`${path.slice(root.length + 1)}${isSame ? ': as before' : ''}`)
}

const toPixels = (picture: Buffer): Promise<Buffer> => sharp(picture).removeAlpha().raw().toBuffer()

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const desktop = { viewport: { width: 1280, height: 800 } }

async function takeAll(browser: Browser): Promise<void> {
  for (const isPhone of [false, true]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const open = async () => {
        const context = await browser.newContext({ ...(isPhone ? phone : desktop), colorScheme, locale: 'en-GB' })
        context.setDefaultTimeout(20_000)
        return context
      }
      const context = await open()
      for (const screen of screens) {
        if (!isWanted(screen.name) || (isPhone && !screen.onPhone) || (screen.isOnPaper && colorScheme === 'dark')) continue
        // Those of research have a story of their own; the others share their conversations.
        const own = screen.app === 'research' ? await open() : undefined
        await take(own ?? context, screen, colorScheme, isPhone)
        await own?.close()
      }
      if (!isPhone && isWanted('reconnecting')) await takeLost(context, colorScheme)
      await context.close()
    }
  }
}

const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
try {
  await takeAll(browser)
} finally {
  await browser.close()
  await Promise.all([demo.stop(), model.stop(), research.close(), upstream.close(), keyed.close()])
}
