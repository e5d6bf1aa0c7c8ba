import { expect, type Locator, type Page, type TestInfo } from '@playwright/test'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { test as appTest, modelUrl } from '@/tests/support/app'
import { demoUrl, postgresUrl } from '@/tests/support/e2e-addresses'
import { Clipboard } from './clipboard'

export { modelUrl } from '@/tests/support/app'
export { expect }

/** One chat in one tab, in the words of a person: what is asked, what is seen. */
export class Chat {
  readonly page: Page
  readonly composer: Locator
  readonly send: Locator
  readonly stop: Locator
  readonly steps: Locator
  readonly runLine: Locator
  readonly answer: Locator
  readonly notice: Locator
  /** There as soon as a run has ended, in whichever way. */
  readonly regenerate: Locator
  readonly #isTouch: boolean

  constructor(page: Page, { isTouch = false }: { isTouch?: boolean | undefined } = {}) {
    this.page = page
    this.#isTouch = isTouch
    this.composer = page.getByRole('textbox', { name: 'Message' })
    this.send = page.getByRole('button', { name: 'Send', exact: true })
    this.stop = page.getByRole('button', { name: 'Stop', exact: true })
    this.steps = page.getByRole('region', { name: 'Steps' })
    this.runLine = this.steps.locator('[data-slot=run-line]')
    this.answer = page.locator('[data-slot=answer]')
    this.notice = page.getByRole('group', { name: 'Notice' })
    this.regenerate = page.getByRole('button', { name: 'Regenerate', exact: true })
  }

  /** The row of a step, by the name of its tool. */
  step(name: string): Locator {
    return this.page
      .locator('[data-slot=step]')
      .filter({ has: this.page.locator('[data-slot=tool-name]', { hasText: new RegExp(`^${name}$`) }) })
  }

  async open(url = '/'): Promise<void> {
    await this.page.goto(url)
    await this.isAwake()
  }

  /**
   * The page has come to life: what is written is noticed. It is written once, as people do: what the page does not keep
   * from its first moment on is a fault. Nothing is focused for it, so that tests can look for that.
   */
  async isAwake(): Promise<void> {
    const write = (text: string) =>
      this.composer.evaluate((field: HTMLTextAreaElement, value) => {
        field.value = value
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }, text)
    const written = await this.composer.inputValue()
    if (written === '') await write('Is anyone there?')
    await expect(this.send.or(this.stop).first()).toBeEnabled()
    await expect(this.composer).toHaveValue(written || 'Is anyone there?')
    if (written === '') await write('')
  }

  /** Writes a question and sends it, by `Enter` or, on a touch screen, by the button. */
  async ask(question: string): Promise<void> {
    await this.composer.fill(question)
    if (this.#isTouch) await this.send.click()
    else {
      await expect(this.send).toBeEnabled()
      await this.composer.press('Enter')
    }
    await expect(this.page.getByRole('heading', { level: 2, name: question })).toBeVisible()
  }

  /** The newest of `turns` turns has ended. */
  async hasEnded(turns = 1): Promise<void> {
    await expect(this.regenerate).toHaveCount(turns)
  }

  /** Opens the steps, if they are folded or about to be: where the pointer moves, they do not fold by themselves. */
  async unfold(): Promise<void> {
    await this.runLine.hover({ position: { x: 20, y: 20 } })
    await this.runLine.hover({ position: { x: 30, y: 20 } })
    if ((await this.runLine.getAttribute('aria-expanded')) === 'false') await this.runLine.click()
    await expect(this.runLine).toHaveAttribute('aria-expanded', 'true')
  }

  /** What the server keeps of this chat. */
  async stored(): Promise<StoredThread> {
    const { origin, pathname } = new URL(this.page.url())
    const response = await this.page.request.get(`${origin}/api/threads/${pathname.split('/').at(-1)}`)
    expect(response.status()).toBe(200)
    return response.json()
  }
}

type Options = {
  /** Complaints on the console that belong to the test, such as a 404 that it asks for. */
  expectedComplaints: RegExp | undefined
}

type Fixtures = {
  chat: Chat
  /** That of the machine: no other test has it meanwhile. */
  clipboard: Clipboard
  /** Makes a question that no other test asks, so that its replies can be scripted. */
  unique(question: string): string
  /** On every page: nothing on the console, no refusal by the security policy, no request to anywhere else. */
  isQuiet: undefined
}

/** True of an address at one of the apps that all tests use, which never ends before they do. */
const isShared = (url: string): boolean => [demoUrl, modelUrl, postgresUrl].some((shared) => url.startsWith(`${shared}/`))

/** Playwright's `test` on the built app, with a `chat` and a page that must not complain. */
export const test = appTest.extend<Fixtures & Options>({
  expectedComplaints: [undefined, { option: true }],
  clipboard: async ({ page }, use) => {
    const clipboard = await Clipboard.take(page)
    await use(clipboard)
    clipboard.letGo()
  },
  chat: async ({ page, hasTouch }, use) => use(new Chat(page, { isTouch: hasTouch })),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs
  unique: async ({}, use, info) => use((question) => `${question} #${keyOf(info)}`),
  isQuiet: [
    async ({ context, expectedComplaints }, use) => {
      const complaints: string[] = []
      const complain = (text: string) => {
        if (!expectedComplaints?.test(text)) complaints.push(text)
      }
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return
        // A test ends an app of its own while the page is still open, which is being sent something or goes on asking it.
        if (
          /ERR_CONNECTION_(REFUSED|RESET)|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(message.text()) &&
          !isShared(message.location().url)
        )
          return
        complain(message.text())
      })
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url())
        if (!['data:', 'blob:'].includes(protocol) && hostname !== 'localhost') complain(`Asked ${request.url()}`)
      })
      await context.exposeFunction('complain', complain)
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
          Reflect.get(window, 'complain')(`${violatedDirective} refused ${blockedURI}`),
        )
      })
      await use(undefined)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})

/** For tests that need the test model: they open its app when they say `/`. */
export const modelTest = test.extend({ baseURL: modelUrl })

const keyOf = ({ testId, retry, repeatEachIndex }: TestInfo): string =>
  `${testId.slice(-12)}${retry}${repeatEachIndex}`.replaceAll('-', '')
