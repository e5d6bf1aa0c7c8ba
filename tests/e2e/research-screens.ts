import type { Page } from '@playwright/test'
import { deferred } from '@/tests/support/deferred'
import { dropFile } from '@/tests/support/drop-file'
import { readFixture } from '@/tests/support/fixtures'
import { makeLockedPdf, makePdf } from '@/tests/support/make-files'
import { callTools, finalAnswer, gate, join } from '@/tests/support/replies'
import type { Chat } from './chat'
import { heldAfter } from './held'
import {
  held,
  readWadden,
  type WaddenSea,
  waddenPlan,
  waddenQuestion,
  waddenReport,
  waddenSearches,
  waddenStory,
} from './wadden-sea'

export type Screen = {
  name: string
  onPhone?: boolean
  /** Which app it is of; else the one with the demo model. */
  app?: 'model' | 'research'
  /** How the person has set their system. */
  media?: Parameters<Page['emulateMedia']>[0]
  /** It looks the same in dark. */
  isOnPaper?: boolean
  /** All of the page, not what is in sight of it. */
  isWhole?: boolean
  show(chat: Chat, isPhone: boolean): Promise<void>
}

const lineOf = (index: number): string => `Line ${index} tells of ropes, of cranes and of the boats that came by in that year.`
const pageOf = (first: string): string => [first, ...Array.from({ length: 30 }, (_, index) => lineOf(index))].join('\n')
const harbour = makePdf([
  pageOf('Annual report of the harbour.'),
  pageOf('The quay wall was built by Ada Voss in 1987, of stone from the old mole.'),
  pageOf('Cranes are painted yellow.'),
])
const notes = [
  '# Notes on the harbour',
  ...Array.from({ length: 60 }, (_, index) => `${lineOf(index)}\n`),
  'The lighthouse has been red since 1911.',
  ...Array.from({ length: 60 }, (_, index) => `${lineOf(index)}\n`),
].join('\n')
const tides = [
  'day,high water,low water,metres',
  ...Array.from(
    { length: 400 },
    (_, index) => `${index + 1} May,0${index % 9}:12,1${index % 9}:40,${(2 + (index % 13) / 10).toFixed(1)}`,
  ),
].join('\n')

const rows = JSON.stringify(
  ['Den Helder', 'Harlingen', 'Norderney', 'Cuxhaven', 'Husum', 'Esbjerg', 'Sylt'].map((place, index) => ({
    place,
    'high water': `0${index + 1}:2${index}`,
    metres: [1.4, 1.9, 2.4, 3, 3.4, 1.5, 1.8][index],
  })),
)
/** A saved run of another app, with a tool that gives rows. */
const runWithRows = readFixture('sums-in-order')
  .map((event) => {
    if (event.type === 'TOOL_CALL_START' && event.toolCallName === 'add') return { ...event, toolCallName: 'tide_table' }
    if (event.type !== 'TOOL_CALL_RESULT' || event.content !== '20') return event
    return { ...event, content: rows, metadata: { ...event.metadata, value: rows } }
  })
  .map((event) => `${JSON.stringify(event)}\n`)
  .join('')

type Given = { name: string; mimeType: string; buffer: Buffer }
const file = (name: string, mimeType: string, content: string | Buffer): Given => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
})
const pdf = file('Annual report of the harbour.pdf', 'application/pdf', harbour)
const markdown = file('notes.md', 'text/markdown', notes)
const csv = file('tides.csv', 'text/csv', tides)

const add = async ({ page }: Chat, files: Given[]): Promise<void> => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Add files' }).click()])
  await chooser.setFiles(files)
}
const chips = ({ page }: Chat) => page.getByRole('list', { name: 'Files to send' })
const drawPicture = async ({ page }: Chat): Promise<Given> => {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 600 })
    const context = canvas.getContext('2d')
    const colours = ['#7fb2d9', '#e9d8a6', '#5b8c5a']
    for (const [index, colour] of colours.entries()) {
      if (!context) break
      context.fillStyle = colour
      context.fillRect(0, index * 200, 900, 200)
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  })
  return { name: 'quay.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') }
}

/** The screens of research: files, pages, plans, and what follows an answer. */
export const researchScreens = ({ upstream, says }: Pick<WaddenSea, 'upstream' | 'says'>): Screen[] => {
  const ended = async ({ regenerate, page }: Chat): Promise<void> => {
    await regenerate.waitFor()
    await page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
    await page.mouse.move(0, 0)
  }
  const beThorough = async ({ page }: Chat): Promise<void> => page.getByRole('button', { name: 'Thorough', exact: true }).click()

  /** A file is asked about, and its source opened. */
  const openSource = async (chat: Chat, given: Given, query: string): Promise<void> => {
    await add(chat, [given])
    await chips(chat)
      .getByText(/PDF|Markdown|CSV/)
      .first()
      .waitFor()
    says(callTools([{ name: 'search_documents', args: { query } }]), finalAnswer('It says so [1].', ['search_documents']))
    await chat.ask(`What does it say about ${query}?`)
    await ended(chat)
    await chat.page.getByRole('list', { name: 'Sources' }).getByRole('link').first().click()
    await chat.page.getByRole('dialog').locator('mark').first().waitFor()
  }

  return [
    {
      name: 'files',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await add(chat, [pdf, csv, await drawPicture(chat)])
        await chips(chat)
          .getByText(/^Image/)
          .waitFor()
        await add(chat, [file('locked.pdf', 'application/pdf', makeLockedPdf()), file('film.mp4', 'video/mp4', 'film')])
        await chips(chat)
          .getByText(/protected with a password/)
          .waitFor()
        const line = await chat.page.context().newCDPSession(chat.page)
        await line.send('Network.enable')
        await line.send('Network.emulateNetworkConditions', {
          offline: false,
          latency: 0,
          downloadThroughput: -1,
          uploadThroughput: 30_000,
        })
        await add(chat, [file('minutes of the meeting in spring.txt', 'text/plain', 'words '.repeat(60_000))])
        await chat.composer.fill('What does the report say about the quay wall?')
        await chips(chat)
          .getByText(/Uploading [1-9]\d %/)
          .waitFor()
      },
    },
    {
      name: 'file-removed',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await add(chat, [pdf, markdown])
        await chips(chat)
          .getByText(/^Markdown/)
          .waitFor()
        await chat.page.getByRole('button', { name: `Remove ${pdf.name}` }).click()
        await chat.page.getByRole('button', { name: 'Undo' }).waitFor()
      },
    },
    {
      name: 'image-unseen',
      onPhone: true,
      async show(chat) {
        await add(chat, [await drawPicture(chat)])
        await chat.composer.fill('What colour is the water?')
        await chat.page.getByText(/can’t see images/).waitFor()
      },
    },
    {
      name: 'drop',
      app: 'research',
      async show({ page }) {
        const isOver = () =>
          page.evaluate(() => {
            const dataTransfer = new DataTransfer()
            dataTransfer.items.add(new File([''], 'a.txt'))
            document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))
            return new Promise((drawn) =>
              requestAnimationFrame(() => drawn(document.body.textContent?.includes('Drop files to'))),
            )
          })
        while (!(await isOver())) await page.waitForLoadState('networkidle')
      },
    },
    { name: 'document-page', onPhone: true, app: 'research', show: (chat) => openSource(chat, pdf, 'who built the quay wall') },
    {
      name: 'document-lines',
      onPhone: true,
      app: 'research',
      show: (chat) => openSource(chat, markdown, 'lighthouse red since 1911'),
    },
    { name: 'document-table', onPhone: true, app: 'research', show: (chat) => openSource(chat, csv, '17 May high water') },
    {
      name: 'document-image',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await add(chat, [await drawPicture(chat)])
        await chips(chat)
          .getByText(/^Image, /)
          .waitFor()
        says(finalAnswer('Blue, above sand.'))
        await chat.ask('What colour is the water?')
        await ended(chat)
        await chat.page.getByRole('button', { name: 'Open quay' }).click()
        await chat.page.getByRole('dialog').getByRole('img').waitFor()
      },
    },
    {
      name: 'chat-files',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await add(chat, [pdf, markdown, csv, await drawPicture(chat)])
        await chips(chat)
          .getByText(/^Image, /)
          .waitFor()
        says(finalAnswer('All four are there.'))
        await chat.ask('Do you have all of them?')
        await ended(chat)
        await chat.page.getByRole('button', { name: 'Files in this chat' }).click()
        const dialog = chat.page.getByRole('dialog', { name: 'Files in this chat' })
        await dialog.getByRole('button', { name: 'Remove notes.md' }).click()
        await dialog.getByRole('button', { name: 'Undo' }).waitFor()
      },
    },
    {
      name: 'plan-written',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await beThorough(chat)
        const whole = callTools([waddenPlan('doing', 'todo', 'todo', 'todo')])
        const held = heldAfter(whole, whole.parts.length - 12)
        says(held.reply)
        await chat.ask(waddenQuestion)
        await upstream.reached(held.gate)
        await chat.steps.getByRole('region', { name: 'Plan' }).locator('[data-slot=caret]').waitFor()
      },
    },
    {
      name: 'plan',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await showPlan(chat)
        await chat.page.locator('[data-scroller]').evaluate((scroller) => scroller.scrollTo(0, 0))
      },
    },
    {
      name: 'plan-stopped',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await showPlan(chat)
        await chat.stop.click()
        await chat.notice.getByRole('button', { name: 'Answer with what was found' }).waitFor()
        await chat.page.locator('[data-slot=run-status]').waitFor({ state: 'detached' })
      },
    },
    {
      name: 'reading',
      onPhone: true,
      app: 'research',
      async show(chat) {
        const slow = deferred()
        held.set('birds.example', slow.promise)
        says(
          callTools(waddenSearches.slice(0, 2)),
          callTools([readWadden('heritage', 'tides', 'birds')]),
          finalAnswer(waddenReport),
        )
        await chat.ask('Why is the Wadden Sea protected?')
        await chat.steps.getByText('Reading 3 of 3').first().waitFor()
        await chat.page.mouse.move(0, 0)
        held.delete('birds.example')
        // It goes on once the picture is taken.
        chat.page.once('close', () => slow.resolve())
      },
    },
    {
      name: 'read',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await showReport(chat)
        await chat.unfold()
        const read = chat.page.getByRole('button', { name: /^Read: / }).first()
        if ((await read.getAttribute('aria-expanded')) === 'false') await read.click()
        await read.evaluate((row) => row.scrollIntoView({ block: 'center' }))
        await chat.page.mouse.move(0, 0)
      },
    },
    {
      name: 'passage',
      onPhone: true,
      app: 'research',
      async show(chat, isPhone) {
        await showReport(chat)
        const citation = chat.answer.getByRole('link', { name: /^Source 2:/ }).first()
        if (isPhone) {
          await citation.tap()
          await chat.page.getByRole('dialog').waitFor()
        } else {
          await citation.hover()
          await chat.page.locator('[data-slot=hover-card]').waitFor()
        }
      },
    },
    {
      name: 'report',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await showReport(chat)
        await chat.page.locator('[data-scroller]').evaluate((scroller) => scroller.scrollTo(0, 0))
      },
    },
    {
      name: 'follow-ups',
      onPhone: true,
      app: 'research',
      async show(chat) {
        await showReport(chat)
        const list = chat.page.getByRole('list', { name: 'Follow-up questions' })
        await list.getByRole('button').first().waitFor()
        await list.scrollIntoViewIfNeeded()
        await chat.page.locator('[data-scroller]').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight))
      },
    },
    {
      name: 'report-on-paper',
      app: 'research',
      isWhole: true,
      isOnPaper: true,
      async show(chat) {
        await showReport(chat)
        await chat.page.emulateMedia({ media: 'print' })
      },
    },
    {
      name: 'diagram',
      onPhone: true,
      app: 'research',
      async show(chat) {
        says(
          finalAnswer(
            'Sand goes round like this:\n\n```mermaid\nflowchart LR\n  accTitle: How sand moves\n  A[Open sea] -->|flood| B[Gap between islands]\n  B --> C[Flats]\n  C -->|ebb| B\n  B --> A\n```\n\nMore comes in than goes out, as long as the sea rises slowly.',
          ),
        )
        await chat.ask('How does sand move there? Draw it.')
        await ended(chat)
        await chat.answer.getByRole('img', { name: 'How sand moves' }).waitFor()
      },
    },
    {
      name: 'result-table',
      onPhone: true,
      async show(chat) {
        await dropFile(chat.page, 'tides.jsonl', runWithRows)
        await chat.answer.first().waitFor()
        await chat.unfold()
        const row = chat.step('tide_table').locator('[data-slot=step-head]')
        if ((await row.getAttribute('aria-expanded')) === 'false') await row.click()
        await chat.page.getByRole('button', { name: 'Download table as CSV' }).first().waitFor()
        await chat.page.mouse.move(0, 0)
      },
    },
    {
      name: 'links',
      onPhone: true,
      app: 'research',
      async show(chat) {
        says(finalAnswer('They say the same.'))
        await chat.ask(
          'Compare https://heritage.example/wadden-sea with https://archive.example/2024/06/03/en/reports/coasts-and-tides/the-wadden-sea-and-its-neighbours-in-the-north?view=full&page=2#summary, please.',
        )
        await ended(chat)
      },
    },
    {
      name: 'right-to-left',
      onPhone: true,
      app: 'research',
      async show(chat) {
        const name = `${'تقرير الميناء السنوي '.repeat(3).trim()}.pdf`
        await add(chat, [file(name, 'application/pdf', harbour), csv])
        await chips(chat).getByText(/^CSV/).waitFor()
        says(
          callTools([{ name: 'search_documents', args: { query: 'quay wall' } }]),
          finalAnswer(
            'بنت آدا فوس جدار الرصيف عام 1987 [1]، من حجر الرصيف القديم [1].\n\n- الرافعات صفراء [1]\n- انظر https://heritage.example/wadden-sea\n\n| السنة | الارتفاع |\n| --- | --- |\n| 1987 | 2.5 م [1] |',
            ['search_documents'],
          ),
        )
        await chat.ask('من بنى جدار الرصيف؟ انظر أيضا https://heritage.example/wadden-sea وقل لي متى.')
        await ended(chat)
      },
    },
  ]

  /** Half of the plan is done, one task was dropped and one came along, and two searches run. */
  async function showPlan(chat: Chat): Promise<void> {
    await beThorough(chat)
    const held = gate()
    const [planned, first, read, changed] = waddenStory()
    if (!planned || !first || !read || !changed) return
    says(planned, first, read, changed, join(held, callTools([readWadden('rise')])))
    await chat.ask(waddenQuestion)
    await upstream.reached(held)
    await chat.page.mouse.move(0, 0)
  }

  async function showReport(chat: Chat): Promise<void> {
    await beThorough(chat)
    says(...waddenStory())
    await chat.ask(waddenQuestion)
    await ended(chat)
    await chat.page.locator('[data-slot=run-line][aria-expanded=false]').waitFor()
  }
}
