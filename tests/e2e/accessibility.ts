import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './chat'

/** What axe finds by colours alone. */
const rulesOfColours = ['color-contrast', 'link-in-text-block']

/** Nothing serious or critical by axe, in both themes of what is on screen: in the dark the same elements have other colours. */
export async function expectNothingGrave(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // In the page itself, which has no frames: else a page is opened each time to join what was found in them.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules(rulesOfColours)).analyze()
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(
      grave.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      'found by axe',
    ).toEqual([])
  }
}
