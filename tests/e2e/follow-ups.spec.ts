import type { Locator } from '@playwright/test'
import { status } from '@/tests/support/faults'
import { gate, join, say } from '@/tests/support/replies'
import { startUpstream } from '@/tests/support/upstream'
import { expectNothingGrave } from './accessibility'
import { expect, test } from './chat'
import { startOwnApp } from './own-app'

const asked = 'How tall is the Eiffel Tower?'
const next = 'How old is the Eiffel Tower?'
const suggested = ['Who built the Eiffel Tower?', next, 'من بنى برج إيفل؟']
const reply = say(JSON.stringify({ title: 'Eiffel Tower height', questions: suggested }))
const fault = { message: 'No.', type: 'server_error', code: null }
const answer = `It is **330 metres** tall.\n\n${'It stands on the Champ de Mars in Paris. '.repeat(60)}`

/** Where an element is once the steps have folded above it and nothing moves any more. */
async function boxAtRest(element: Locator) {
  let before = ''
  const isAtRest = async () => {
    const box = JSON.stringify(await element.boundingBox())
    const isSame = box === before
    before = box
    return isSame
  }
  await expect.poll(isAtRest, { intervals: [250] }).toBe(true)
  return element.boundingBox()
}

test('three questions and a title come after an answer and move nothing; they stay, can be turned off, and one is sent', async ({
  chat,
  page,
  isMobile,
}) => {
  const upstream = await startUpstream({ strict: true })
  const app = await startOwnApp({ env: { OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', FOLLOW_UPS: 'on' } })
  /** The requests for what may follow an answer, of which they are written. */
  const aboutAnswers = () => upstream.requests.filter(({ question }) => question.includes('<answer>'))
  const list = page.getByRole('list', { name: 'Follow-up questions' })
  const settings = page.getByRole('dialog', { name: 'Settings' })
  const toggle = async () => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await settings.getByRole('switch', { name: 'Suggest follow-up questions' }).click()
    await page.keyboard.press('Escape')
    await expect(settings).toHaveCount(0)
  }
  try {
    const held = gate()
    upstream.replyTo(asked, say(answer), join(held, reply))
    await chat.open(app.url)
    await chat.ask(asked)
    await chat.hasEnded()
    await upstream.reached(held)
    const before = await boxAtRest(chat.regenerate)
    await expect(list).toHaveCount(0)
    upstream.open(held)
    await expect(list.getByRole('button')).toHaveText(suggested)
    expect(await chat.regenerate.boundingBox()).toEqual(before)
    await expect(page).toHaveTitle(/^Eiffel Tower height/)
    if (!isMobile) await expect(page.getByRole('link', { name: 'Eiffel Tower height' })).toBeVisible()
    await expect(list.getByRole('button').first()).toBeInViewport()
    await expectNothingGrave(page)

    await page.reload()
    await chat.isAwake()
    await expect(list.getByRole('button')).toHaveText(suggested)
    await expect(page).toHaveTitle(/^Eiffel Tower height/)
    expect(aboutAnswers()).toHaveLength(1)
    if (!isMobile) {
      await toggle()
      await expect(list).toHaveCount(0)
      await toggle()
    }

    // The next answer has none, since they cannot be had, and nothing is said of that.
    upstream.replyTo(next, say('Gustave Eiffel’s company.'), status(500, fault))
    const second = list.getByRole('button', { name: next })
    if (isMobile) await second.tap()
    else {
      await second.focus()
      await page.keyboard.press('Enter')
      await expect(chat.composer).toBeFocused()
    }
    await expect(page.getByRole('heading', { level: 2, name: next })).toBeVisible()
    await expect(list).toHaveCount(0)
    await chat.hasEnded(2)
    await expect.poll(() => aboutAnswers().length).toBe(2)
    await aboutAnswers()[1]?.finished
    await expect(list).toHaveCount(0)
    await expect(chat.notice).toHaveCount(0)
    await expect(page).toHaveTitle(/^Eiffel Tower height/)
  } finally {
    await app.stop()
    await upstream.close()
  }
})
