import { once } from 'node:events'
import { createServer } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import { finalAnswer } from '@/tests/support/replies'
import { expect, modelTest } from './chat'
import { heldAfter } from './held'

const fence = (code: string) => `\`\`\`mermaid\n${code}\n\`\`\``
const flow = 'flowchart LR\n  accTitle: Who answers\n  A[Question] --> B{Has a key?}\n  B --> C[Model]'
const edges = Array.from({ length: 400 }, (_, i) => `n${i % 60} --> n${(i * 7) % 60}`).join('\n')

/** Diagrams that try to run something, or to reach a server by each way there is. */
const hostile = (url: string) => [
  `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "* { background: url(${url}css) }"}}%%\nflowchart LR\n  A["<img src=${url}img onerror=top.harm=1>"] --> B["<script>top.harm=1</script>"]`,
  `flowchart LR\n  A --> B\n  click A "${url}click" _self\n  click B "javascript:top.harm=1"`,
  `flowchart LR\n  A@{ img: "${url}picture.png", label: "x", h: 60 } --> B`,
  `---\nconfig:\n  securityLevel: loose\n  themeCSS: "@import url(${url}import);"\n---\nsequenceDiagram\n  A->>B: hello\n  link A: x @ ${url}link`,
]

// What a diagram may not load is refused by the policy of its frame, which is what this is about.
const hostileTest = modelTest.extend({ noComplaints: undefined })
hostileTest.use({ expectedComplaints: /picture\.png/ })

modelTest.describe('a Mermaid diagram', () => {
  modelTest('is drawn once the answer is there, and its code stays a press away', async ({ chat, page, upstream, unique }) => {
    const asked = unique('Draw it')
    const held = heldAfter(
      finalAnswer(`It goes so:\n\n${fence(flow)}\n\nAnd this one is wrong:\n\n${fence('flowchart LR\n  A --')}\n\nSo it is.`),
      60,
    )
    await upstream.replyTo(asked, held.reply)
    let frames = 0
    page.on('frameattached', () => {
      frames += 1
    })
    await chat.open()
    await chat.ask(asked)
    await upstream.reached(held.gate)
    await expect(chat.answer).toContainText('And this one')
    expect(frames).toBe(0)
    await upstream.open(held.gate)
    await chat.hasEnded()

    const diagram = chat.answer.getByRole('region', { name: 'Diagram' })
    const image = diagram.getByRole('img', { name: 'Who answers' })
    await expect(image).toBeVisible()
    expect(await image.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 100)).toBe(true)
    await expect(chat.answer.getByText('This diagram has an error.')).toBeVisible()
    await expect(chat.answer.locator('pre').last()).toBeVisible()
    expect(frames).toBe(2)
    await expect(page.locator('iframe')).toHaveCount(0)
    expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)

    const light = await image.getAttribute('src')
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect(image).not.toHaveAttribute('src', light ?? '')
    // Paper is light.
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    await expect(image).toHaveAttribute('src', light ?? '')
    await page.emulateMedia({ colorScheme: 'light', media: 'screen' })

    await page.getByRole('button', { name: 'Code', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect(chat.answer.locator('pre').first()).toContainText('A[Question] --> B{Has a key?}')
    await expect(diagram).toHaveCount(0)
    await page.getByRole('button', { name: 'Diagram', exact: true }).click()
    await expect(image).toBeVisible()
    // Who takes the answer along takes what can be drawn again.
    const copied = await chat.answer.evaluate((answer) => {
      document.getSelection()?.selectAllChildren(answer)
      const data = new DataTransfer()
      answer.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }))
      return data.getData('text/plain')
    })
    expect(copied).toContain('It goes so:\n\nflowchart LR\n  accTitle: Who answers')
  })

  hostileTest(
    'runs nothing, reaches nobody and blocks nothing, whatever it says',
    { tag: '@once' },
    async ({ chat, page, upstream, unique }) => {
      let visits = 0
      const canary = createServer((socket) => {
        visits += 1
        socket.destroy()
      }).listen(0, '127.0.0.1')
      await once(canary, 'listening')
      const address = canary.address()
      const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
      const asked = unique('Draw what harms')
      await upstream.replyTo(
        asked,
        finalAnswer([...hostile(url).map(fence), fence(`flowchart LR\n${edges}`), fence(flow)].join('\n\n')),
      )
      await chat.open()
      await chat.ask(asked)
      await chat.hasEnded()
      for (const block of await chat.answer.locator('[data-slot=code-block]').all()) {
        await block.scrollIntoViewIfNeeded()
        await expect(block.getByRole('region', { name: 'Diagram' }).or(block.getByText(/^This diagram/))).toBeVisible()
      }
      await expect(chat.answer.getByText('This diagram is too large to draw.')).toHaveCount(1)
      await expect(chat.answer.getByRole('img', { name: 'Who answers' })).toBeVisible()
      // An image has no links to press.
      const box = await chat.answer.getByRole('region', { name: 'Diagram' }).nth(1).boundingBox()
      if (!box) throw new Error('A diagram is shown')
      const address0 = page.url()
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
      expect(page.url()).toBe(address0)
      expect(await page.evaluate(() => Reflect.get(window, 'harm'))).toBeUndefined()
      expect(visits).toBe(0)
      canary.close()
    },
  )
})
