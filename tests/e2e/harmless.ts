import type { Page } from '@playwright/test'
import { hostileMark } from '@/tests/support/hostile-file'
import { expect } from './chat'

/** Watches a page in which hostile text is about to be shown; to be called before the page is opened. */
export const watchForHarm = async (page: Page): Promise<{ expectNone(): Promise<void> }> => {
  await page.addInitScript((mark) => Reflect.set(window, mark, 0), hostileMark)
  const dialogs: string[] = []
  page.on('dialog', async (dialog) => {
    dialogs.push(dialog.message())
    await dialog.dismiss()
  })
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  return {
    async expectNone() {
      expect(await page.evaluate((mark) => Reflect.get(window, mark), hostileMark)).toBe(0)
      expect(dialogs).toEqual([])
      // The app asks itself, for its own things.
      const strange = asked.filter(
        (url) => !/^http:\/\/localhost:\d+\/(_next\/|api\/|chat\/|share\/|favicon|icon|manifest|$|\?_rsc)/.test(url),
      )
      expect(strange.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([])
      expect(await page.locator('main :is(script, iframe, img, style, object, embed, video)').count()).toBe(0)
      const protocols = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLAnchorElement>('main a[href], aside a[href]')].map(({ protocol }) => protocol),
      )
      expect(protocols.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    },
  }
}

/** Where what stands beside the text is. */
export const neighboursOf = (page: Page, selectors: string[]) =>
  page.evaluate(
    (all) =>
      all.map((selector) => {
        const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
        return [selector, x, y, width, height].join(' ')
      }),
    selectors,
  )

/** Opens all that can be opened: the steps, each of them, and the run details with their tabs. */
export const openAll = async (page: Page): Promise<void> => {
  const line = page.locator('[data-slot=run-line]').last()
  if ((await line.getAttribute('aria-expanded')) === 'false') await line.click()
  const closed = page.locator('[data-slot=step-head][aria-expanded="false"]')
  while ((await closed.count()) > 0) await closed.first().click()
  await page.getByRole('button', { name: 'Run details', exact: true }).click()
  for (const name of ['Sources', 'Events', 'Timeline']) await page.getByRole('tab', { name }).click()
  await page.getByRole('button', { name: 'Close run details' }).click()
}
