import { hostileAnswer, hostileText } from '@/tests/support/hostile-file'
import { callTools, finalAnswer, join, think } from '@/tests/support/replies'
import { expect, modelTest } from './chat'
import { neighboursOf, openAll, watchForHarm } from './harmless'

const beside = ['header', 'form[aria-label=Message]', 'nav']

for (const bypassCSP of [false, true]) {
  modelTest.describe(
    `hostile text on the screen, with the security policy ${bypassCSP ? 'off' : 'on'}`,
    {
      // What is drawn is the same with and without the policy.
      tag: bypassCSP ? '@once' : [],
    },
    () => {
      modelTest.use({ bypassCSP })

      modelTest(
        'runs nothing, asks for nothing and moves nothing: live, after a reload, and shared',
        async ({ chat, page, upstream, unique, browser }) => {
          const asked = `${unique('Show me')} ${hostileText}`
          await upstream.replyTo(
            asked,
            join(
              think(hostileText),
              callTools([
                { name: 'add', args: { x: hostileText, y: '1' } },
                { name: 'search', args: { query: hostileText.slice(0, 300), [hostileText.slice(0, 80)]: hostileText } },
                { name: hostileText.slice(0, 60), args: { [hostileText]: [hostileText, { deep: hostileText }] } },
              ]),
            ),
            finalAnswer(hostileAnswer, [hostileText.slice(0, 60)]),
          )
          const harm = await watchForHarm(page)
          await chat.open('/')
          const before = await neighboursOf(page, beside)
          await chat.composer.fill(asked)
          await chat.send.click()
          await chat.hasEnded()
          await expect(chat.answer).toContainText('The end of it')
          await openAll(page)
          await harm.expectNone()
          await page.mouse.move(0, 0)
          const live = await neighboursOf(page, ['header', 'form[aria-label=Message]'])
          await page.reload()
          await expect(chat.answer).toContainText('The end of it')
          await openAll(page)
          await harm.expectNone()
          expect(await neighboursOf(page, ['header', 'form[aria-label=Message]'])).toEqual(live)
          expect(before.at(-1)).toBe((await neighboursOf(page, beside)).at(-1))

          await page.getByRole('button', { name: 'Share answer' }).click()
          await page.getByRole('button', { name: 'Create link' }).click()
          const url = await page.getByRole('textbox', { name: 'Link' }).inputValue()
          const context = await browser.newContext({ bypassCSP, ...(page.viewportSize() && { viewport: page.viewportSize() }) })
          const shared = await context.newPage()
          const harmThere = await watchForHarm(shared)
          await shared.goto(url)
          await expect(shared.locator('[data-slot=answer]')).toContainText('The end of it')
          await openAll(shared)
          await shared.getByRole('button', { name: 'Replay', exact: true }).click()
          await expect(shared.getByRole('button', { name: 'Play again' })).toBeVisible()
          await harmThere.expectNone()
        },
      )
    },
  )
}
