import type { Locator, Page } from '@playwright/test'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expect, modelTest } from './chat'
import { heldAfter } from './held'

const paragraph = 'The first words stand here, and many more words follow after them until this paragraph has come to its end.'
const code = '```js\nconst first = 1\nconst second = 2\nconst third = 3\n```'

/** Selects `words` where they stand in the page, as a person does by hand. */
const select = (within: Locator, words: string): Promise<void> =>
  within.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const start = node.textContent?.indexOf(wanted) ?? -1
      if (start < 0) continue
      document.getSelection()?.setBaseAndExtent(node, start, node, start + wanted.length)
      return
    }
    throw new Error(`${wanted} is not in one piece in the page.`)
  }, words)

const selected = (page: Page): Promise<string> => page.evaluate(() => document.getSelection()?.toString() ?? '')

for (const [what, text, words, parts] of [
  ['a paragraph', paragraph, 'first words', 20],
  ['a list', `- One item\n- ${paragraph}`, 'first words', 20],
  ['code', `${code}\n\nAfter it.`, 'const first = 1', 12],
] as const) {
  modelTest(
    `a selection in ${what} that grows stays, to the end of the run`,
    { tag: '@once' },
    async ({ chat, page, upstream, unique }) => {
      const asked = unique(`Select in ${what}`)
      const held = heldAfter(finalAnswer(text), parts)
      await upstream.replyTo(asked, held.reply)
      await chat.open()
      await chat.ask(asked)
      await upstream.reached(held.gate)
      await expect(chat.answer).toContainText(words)
      await select(chat.answer, words)
      await upstream.open(held.gate)
      await chat.hasEnded()
      await expect(chat.answer).toContainText(text.endsWith('it.') ? 'After it.' : 'come to its end.')
      expect(await selected(page)).toBe(words)
      if (what !== 'code') return
      const keyword = chat.answer.locator('pre').getByText('const', { exact: true })
      await expect(keyword).toHaveCount(0)
      await page.evaluate(() => document.getSelection()?.removeAllRanges())
      await expect(keyword.first()).toBeVisible()
    },
  )
}

const cited = [
  'It is **tall** [1] and $x^2 + 1$ high [2].',
  '1. one\n2. two [1]',
  '| Name | Metres |\n| - | -: |\n| Tower | =330 |\n| "Pair" | 660, in all |',
].join('\n\n')
const search = callTools([{ name: 'search', args: { query: 'resume server-sent events' } }])

modelTest('what is copied is readable elsewhere', { tag: '@once' }, async ({ chat, page, clipboard, upstream, unique }) => {
  const asked = unique('Copy it')
  await upstream.replyTo(asked, search, finalAnswer(cited, ['search']))
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  await expect(chat.answer.locator('[data-slot=citation]')).toHaveCount(3)
  await expect(chat.answer.locator('[data-slot=formula] [aria-hidden=true]')).toBeVisible()

  await page.getByRole('button', { name: 'Copy answer' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const whole = await clipboard.read()
  expect(whole['text/plain']).toMatch(/^It is \*\*tall\*\* \[1\]\(http\S+\) and \$x\^2 \+ 1\$ high \[2\]\(http\S+\)\./)
  expect(whole['text/plain']).toMatch(/Sources:\n\n1\. \[.+\]\(http\S+\)\n2\. \[.+\]\(http\S+\)$/)
  expect(whole['text/html']).toMatch(/<strong>tall<\/strong> <a href="http[^"]+">\[1\]<\/a> and \$x\^2 \+ 1\$ high/)
  expect(whole['text/html']).toContain('<td>Tower</td>')
  expect(whole['text/html']).toContain('<p>Sources:</p><ol><li value="1">')
  expect(whole['text/html']).not.toContain('<button')

  await chat.answer.evaluate((answer) => document.getSelection()?.selectAllChildren(answer))
  await page.keyboard.press('ControlOrMeta+c')
  const byHand = await clipboard.read()
  expect(byHand['text/plain']?.replaceAll(/\(http[^)]+\/knowledge\/[\w-]+\)/g, '(…)').replaceAll(/\[[^\]]{4,}\]/g, '[…]')).toBe(
    'It is tall [1](…) and $x^2 + 1$ high [2](…).\n\n1. one\n2. two [1](…)\n\nName\tMetres\nTower\t=330\n"Pair"\t660, in all\n\n' +
      'Sources:\n\n1. […](…)\n2. […](…)',
  )
  expect(byHand['text/html']).toMatch(/<p>Sources:<\/p><ol><li value="1"><a href="http[^"]+">/)

  await chat.answer
    .locator('[data-slot=formula] [aria-hidden=true]')
    .first()
    .evaluate((formula) => document.getSelection()?.selectAllChildren(formula))
  await page.keyboard.press('ControlOrMeta+c')
  expect((await clipboard.read())['text/plain']).toBe('$x^2 + 1$')

  await page.getByRole('button', { name: 'Copy table' }).click()
  await expect.poll(async () => (await clipboard.read())['text/plain']).toBe('Name\tMetres\nTower\t\'=330\n"Pair"\t660, in all')
  expect((await clipboard.read())['text/html']).toContain('<table')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download table as CSV' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await download).createReadStream()) chunks.push(Buffer.from(chunk))
  expect(Buffer.concat(chunks).toString()).toBe('\ufeffName,Metres\r\nTower,\'=330\r\n"""Pair""","660, in all"\r\n')
})

const wide = Array.from({ length: 9 }, (_, i) => `Column ${i + 1} internationalisation`)
const printed = [
  `\`\`\`\n${'a long line of code '.repeat(20)}\n\`\`\``,
  `| ${wide.join(' | ')} |\n|${' - |'.repeat(9)}\n| ${wide.map((_, i) => `value ${i}`).join(' | ')} |`,
  '<details><summary>More</summary>\n\nFolded on screen\n</details>',
  'It is tall [1].',
].join('\n\n')

modelTest(
  'on paper nothing is cut off, and the sources stand at the end',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('Print it')
    await upstream.replyTo(asked, search, finalAnswer(printed, ['search']))
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(chat.answer.locator('[data-slot=citation]')).toHaveCount(1)
    await expect(page.locator('[data-slot=printed-sources]')).toBeHidden()
    // A4 at 96 dpi, without its margins.
    await page.setViewportSize({ width: 718, height: 1000 })
    await page.emulateMedia({ media: 'print' })
    const tooWide = await chat.answer.evaluate((answer) => {
      const { right } = document.documentElement.getBoundingClientRect()
      const elements = [...answer.querySelectorAll('pre, code, table, td, th')]
      return elements
        .filter(
          (one) =>
            (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) || one.getBoundingClientRect().right > right + 1,
        )
        .map((one) => one.tagName)
    })
    expect(tooWide).toEqual([])
    await expect(page.getByText('Folded on screen', { exact: true })).toBeVisible()
    const sources = page.locator('[data-slot=printed-sources]')
    await expect(sources.getByText('Sources', { exact: true })).toBeVisible()
    await expect(sources.locator('li').first()).toContainText(/http:\/\/\S+\/knowledge\//)
    expect(await sources.locator('li').count()).toBeGreaterThan(1)
  },
)

const arabic =
  'النص العربي هنا (SSE) في السطر.\n\n- عنصر أول\n- second item\n\n> اقتباس\n\n| اسم | قيمة |\n| - | - |\n| أ | ب |\n\n```js\nconst a = 1\n```\n\nEnglish again.'

modelTest(
  'each block takes its direction from its first letter, and code is left to right',
  { tag: '@once' },
  async ({ chat, page, upstream, unique }) => {
    const asked = unique('سؤال بالعربية')
    await upstream.replyTo(asked, finalAnswer(arabic))
    await chat.open()
    await chat.ask(asked)
    await chat.hasEnded()
    const directions = await chat.answer.evaluate((answer) =>
      [...answer.querySelectorAll(':scope > *, table')].map((one) => `${one.tagName} ${getComputedStyle(one).direction}`),
    )
    expect(directions).toEqual(['P rtl', 'UL rtl', 'BLOCKQUOTE rtl', 'DIV ltr', 'TABLE rtl', 'DIV ltr', 'P ltr'])
    const sides = await chat.answer.evaluate((answer) => {
      const box = (selector: string) => answer.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
      const quote = answer.querySelector('blockquote')
      return {
        itemIsAtTheRight: box('ul').right - box('li').right > 15,
        quoteHasItsBarAtTheRight: quote ? getComputedStyle(quote).borderRightWidth : '',
        firstColumnIsAtTheRight: box('th:first-child').left > box('th:last-child').left,
      }
    })
    expect(sides).toEqual({ itemIsAtTheRight: true, quoteHasItsBarAtTheRight: '2px', firstColumnIsAtTheRight: true })
    for (const title of [page.getByRole('heading', { level: 2, name: asked }), page.getByRole('heading', { level: 1 })]) {
      expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl')
    }
  },
)

modelTest('the columns of a whole table fit their words', { tag: '@once' }, async ({ chat, upstream, unique }) => {
  const asked = unique('Make a table')
  const rows =
    '| N | Internationalisation | A longer text that may well go on for some while in its cell |\n| - | - | - |\n| 1 | electroencephalograph | short |'
  await upstream.replyTo(asked, finalAnswer(rows))
  await chat.open()
  await chat.ask(asked)
  await chat.hasEnded()
  const cells = await chat.answer.evaluate((answer) =>
    [...answer.querySelectorAll('th')].map((cell) => {
      const range = document.createRange()
      range.selectNodeContents(cell)
      return { width: cell.clientWidth, lines: range.getClientRects().length }
    }),
  )
  expect(cells[0]?.width).toBeLessThan((cells[1]?.width ?? 0) / 2)
  expect(cells[1]?.lines).toBe(1)
})

modelTest(
  'a paste of 20,000 lines does not freeze the page, and comes along as a file',
  { tag: '@once' },
  async ({ chat, page, clipboard: _ }) => {
    await chat.open()
    await chat.composer.fill('Why? ')
    await page.evaluate(() =>
      navigator.clipboard.writeText(
        Array.from({ length: 20_000 }, (_, i) => `line ${i} of a log with some words in it`).join('\n'),
      ),
    )
    await chat.composer.press('End')
    const startedAt = Date.now()
    await chat.composer.press('ControlOrMeta+v')
    const files = page.getByRole('list', { name: 'Files to send' })
    await expect(files.getByText('Pasted text.txt')).toBeVisible()
    expect(Date.now() - startedAt).toBeLessThan(1_500)
    await chat.composer.press('a')
    await expect(chat.composer).toHaveValue('Why? a')
  },
)
