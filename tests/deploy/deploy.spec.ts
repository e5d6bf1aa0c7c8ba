import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Chat, expect, test as pageTest } from '@/tests/e2e/chat'
import { heldAfter } from '@/tests/e2e/held'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { startUpstream, type Upstream } from '@/tests/support/upstream'
import { addressOf, migrate, startProvider } from './database'
import { type BuiltFunction, type Functions, unpackFunctions } from './functions'
import { type Host, openHost } from './host'

/** Where `vercel build` was run; `npm run test:deploy` says it. */
const app = process.env['DEPLOY_APP'] ?? '.cache/deploy/app'

type Env = Record<string, string>
/** A Postgres that gives so many connections, and what its provider says of it to the app. */
type Provider = { connections?: number; toEnv(port: string): Env }
type Options = { provider: Provider | undefined }
type Fixtures = { model: Upstream; host: Host }

const test = pageTest.extend<Fixtures & Options, { functions: Functions }>({
  functions: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures it needs.
    async ({}, use) => {
      // As on the host, no folder above them says what they are.
      const folder = mkdtempSync(join(tmpdir(), 'unfold-functions-'))
      await use(unpackFunctions(app, folder))
      rmSync(folder, { recursive: true })
    },
    { scope: 'worker' },
  ],
  provider: [undefined, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants to see which fixtures it needs.
  model: async ({}, use) => {
    const model = await startUpstream()
    await use(model)
    await model.close()
  },
  host: async ({ functions, model, provider }, use) => {
    const database = provider && (await startProvider(provider))
    const env = database ? provider.toEnv(database.port) : {}
    const settings = { VERCEL: '1', VISITOR_SECRET: 'v'.repeat(40), RUNS_PER_HOUR: '0', CONCURRENT_RUNS: '0', SEARCH: 'local' }
    const ofModel = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', MODEL: 'test-model', MODELS: 'test-model' }
    if (database) migrate({ ...settings, ...env })
    const host = await openHost({ app, functions, env: { ...settings, ...ofModel, ...env }, instances: 2 })
    await use(host)
    // Neither does any instance end, nor does a driver warn.
    expect(host.printed()).not.toMatch(/warning|error:|unhandled/i)
    await host.close()
    await database?.stop()
  },
})

const add = callTools([{ name: 'add', args: { x: 10, y: 10 } }])

type Told = { chat: Chat; model: Upstream; host: Host }

/** A question, a follow-up that knows it, a reload, and a Stop that ends what is paid for. */
async function asksAndStops({ chat, model, host }: Told): Promise<void> {
  const { page } = chat
  model.replyTo('What is 10 + 10?', add, finalAnswer('It is 20.', ['add']))
  model.replyTo('And again?', finalAnswer('Still 20.', []))
  await chat.open(host.url)
  await chat.ask('What is 10 + 10?')
  await chat.hasEnded()
  await expect(chat.answer).toHaveText('It is 20.')
  await chat.ask('And again?')
  await chat.hasEnded(2)
  const again = model.requests.find(({ question }) => question === 'And again?')
  expect(JSON.stringify(again?.body.messages)).toContain('It is 20.')

  await page.reload()
  await expect(chat.answer).toHaveText(['It is 20.', 'Still 20.'])
  await expect(page.getByRole('navigation').getByRole('link', { name: 'What is 10 + 10?' })).toBeVisible()

  const held = heldAfter(finalAnswer('The first words are here, and these never come.', ['add']), 10)
  model.replyTo('What is it?', add, held.reply)
  await chat.ask('What is it?')
  await model.reached(held.gate)
  await expect(chat.answer.last()).toContainText('The first words')
  const pressedAt = Date.now()
  await chat.stop.click()
  await chat.hasEnded(3)
  await expect(chat.notice).toContainText('You stopped this run.')
  const closedAt = () => model.requests.findLast(({ question }) => question === 'What is it?')?.closedAt
  await expect.poll(closedAt, { intervals: [20] }).toBeDefined()
  expect((closedAt() ?? 0) - pressedAt).toBeLessThan(5000)
  await page.reload()
  await expect(chat.answer.last()).toContainText('The first words')
}

async function shares({ chat, host }: Told): Promise<void> {
  const { page } = chat
  await page.getByRole('button', { name: 'Share chat' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toContain(`${host.url}/share/`)
  const other = await page.context().browser()?.newContext()
  const shared = await other?.newPage()
  await shared?.goto(link)
  if (shared) await expect(shared.locator('[data-slot=answer]').first()).toHaveText('It is 20.')
  await other?.close()
}

test('each function carries what it needs and nothing else', ({ functions }) => {
  const named = (name: string): BuiltFunction => {
    const found = functions.byPath.get(name)
    if (!found) throw new Error(`There is no function ${name}.`)
    return found
  }
  const holds = ({ files }: BuiltFunction, pattern: RegExp) => [...files.keys()].filter((path) => pattern.test(path))
  const sizeOf = ({ files }: BuiltFunction) => [...files.values()].reduce((all, size) => all + size, 0) / 1e6
  console.log(functions.all.map((each) => `${each.name}: ${sizeOf(each).toFixed(1)} MB`).join('\n'))
  const [proxy, api, pages] = [named('_middleware'), named('api/runs'), named('index')]
  for (const each of functions.all) {
    // The page about proxies is one of the docs.
    expect(holds(each, /^(app|bin|components|docs(?!\/proxies\.md$)|lib|tests)\//)).toEqual([])
    expect(holds(each, /node_modules\/(@img|sharp|typescript|@libsql\/[^/]*musl)\b/)).toEqual([])
  }
  expect(holds(proxy, /libsql|node_modules\/pg\b/)).toEqual([])
  expect(functions.byPath.has('icon.svg')).toBe(false)
  for (const each of [api, pages]) expect(holds(each, /@libsql\/.*\.node$/)).toHaveLength(1)
  // Stop, the stream and the question meet the same memory.
  for (const path of ['api/runs/[runId]/stop', 'api/runs/[runId]/events', 'api/threads']) expect(named(path)).toBe(api)
  expect(api.settings).toMatchObject({ maxDuration: 300, supportsCancellation: true })
})

test('without a database the browser keeps the chats, and nothing is offered that cannot be', async ({ chat, model, host }) => {
  await asksAndStops({ chat, model, host })
  await expect(chat.page.getByText('Chats are saved in this browser only.')).toBeVisible()
  await chat.page.getByRole('button', { name: 'Share chat' }).click()
  const dialog = chat.page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Markdown' })).toBeVisible()
  await expect(dialog.getByRole('button', { name: /link/i })).toHaveCount(0)
})

const providers: (Provider & { title: string })[] = [
  {
    title: 'Neon: a pooler, channel binding, a direct address for the tables',
    toEnv: (port) => ({
      DATABASE_URL: addressOf('ep-still-sun-pooler.eu.example', port, 'sslmode=require&channel_binding=require'),
      DATABASE_URL_UNPOOLED: addressOf('ep-still-sun.eu.example', port, 'sslmode=require&channel_binding=require'),
    }),
  },
  {
    title: 'Supabase: a certificate of its own, by the name POSTGRES_URL',
    toEnv: (port) => ({ POSTGRES_URL: addressOf('aws-0-eu.pooler.supabase.example', port, 'sslmode=require') }),
  },
  {
    title: 'twelve connections in all',
    connections: 12,
    toEnv: (port) => ({ DATABASE_URL: addressOf('small.example', port, 'sslmode=require') }),
  },
]

for (const { title, ...provider } of providers) {
  test.describe(title, () => {
    test.use({ provider })

    test('asks, stops, follows up, reloads and shares', async ({ chat, model, host }) => {
      await asksAndStops({ chat, model, host })
      await shares({ chat, model, host })
    })
  })
}
