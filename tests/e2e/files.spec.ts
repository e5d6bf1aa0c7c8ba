import type { Page } from '@playwright/test'
import { makePdf } from '@/tests/support/make-files'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { expectNothingGrave } from './accessibility'
import { expect, modelUrl, test } from './chat'

/** Long enough that it is searched, and not given whole. */
const pageOf = (first: string): string =>
  [first, ...Array.from({ length: 30 }, (_, index) => `Line ${index} tells of ropes and of boats that came by.`)].join('\n')
const harbour = makePdf([
  pageOf('Annual report of the harbour.'),
  pageOf('The quay wall was built by Ada Voss in 1987.'),
  pageOf('Cranes are painted yellow.'),
  pageOf('Tolls are paid at the gate.'),
  pageOf('The lighthouse is red.'),
])

/** Lets go of files over the page, or pastes them into the field. */
const give = async (page: Page, how: 'drop' | 'paste', files: { name: string; type: string; base64: string }[], text = '') => {
  // What takes files that are dropped is fetched after the page.
  if (how === 'drop') await expect.poll(() => page.evaluate(mayDrop)).toBe(true)
  await page.evaluate(
    ([kind, given, words]) => {
      const transfer = new DataTransfer()
      for (const { name, type, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        transfer.items.add(new File([bytes], name, { type }))
      }
      if (words !== '') transfer.setData('text/plain', words)
      if (kind === 'paste')
        document.activeElement?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
        )
      else
        for (const type of ['dragover', 'drop'])
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    },
    [how, files, text] as const,
  )
}
const mayDrop = () => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(new File([''], 'a.txt'))
  return !document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))
}
const csv = { name: 'tides.csv', type: 'text/csv', base64: Buffer.from('day,metres\nMonday,3\nTuesday,4\n').toString('base64') }
/** Draws a picture of a size that is to be scaled down. */
const drawPicture = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 2000
    canvas.height = 1000
    const context = canvas.getContext('2d')
    if (context) {
      context.fillStyle = 'teal'
      context.fillRect(0, 0, 2000, 1000)
    }
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  })
const chips = (page: Page) => page.getByRole('list', { name: 'Files to send' })
const addByButton = async (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) => {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Add files' }).press('Enter'),
  ])
  await chooser.setFiles(files)
}

// What is refused, and what is gone.
test.use({ expectedComplaints: /status of 40[04]/ })

test('files by button, drop and paste stay over a reload, are asked with, listed, and removed', async ({
  chat,
  page,
  upstream,
}) => {
  await chat.open(modelUrl)
  await addByButton(page, [{ name: 'harbour.pdf', mimeType: 'application/pdf', buffer: harbour }])
  await expect(chips(page).getByText('PDF, 5 pages')).toBeVisible()
  await give(page, 'drop', [csv])
  await expect(chips(page).getByText('tides.csv')).toBeVisible()
  await chat.composer.focus()
  await give(page, 'paste', [], 'A long text. '.repeat(400))
  await expect(chips(page).getByText('Pasted text.txt')).toBeVisible()
  await addByButton(page, [
    { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from(`MZ${'\0'.repeat(400)}`) },
  ])
  await expect(chips(page).getByText('This is a program, and programs are not read.')).toBeVisible()
  await chat.composer.fill('Who built the quay wall?')
  await expect(chat.send).toBeDisabled()
  await expectNothingGrave(page)
  await page.getByRole('button', { name: 'Remove tool.exe' }).click()
  await page.getByRole('button', { name: 'Put Pasted text.txt back into the message' }).click()
  await expect(chat.composer).toHaveValue(/^A long text\. .*Who built the quay wall\?$/s)

  await page.reload()
  await chat.isAwake()
  await expect(chips(page).getByRole('listitem')).toHaveCount(2)
  const question = `Who built the quay wall? ${test.info().project.name}`
  await upstream.replyTo(
    question,
    callTools([{ name: 'search_documents', args: { query: 'quay wall built' } }]),
    finalAnswer('Ada Voss built it [1].', ['search_documents']),
  )
  await chat.ask(question)
  await expect(chips(page)).toHaveCount(0)
  const asked = page.getByRole('list', { name: 'Files of this question' })
  await expect(asked.getByRole('listitem')).toHaveText([/harbour\.pdf.*PDF, 5 pages/, /tides\.csv.*CSV/])
  await chat.hasEnded()

  await test.step('its source opens at the page', async () => {
    await page.getByRole('list', { name: 'Sources' }).getByRole('link').first().click()
    const dialog = page.getByRole('dialog', { name: /harbour\.pdf|File/ })
    await expect(dialog.locator('mark').first()).toContainText('The quay wall was built by Ada Voss in 1987.')
    await expect(dialog.locator('mark').first()).toBeInViewport()
    await expect(dialog.getByText('Cranes are painted yellow.')).toBeAttached()
    await expectNothingGrave(page)
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: 'Download' }).click()])
    expect(download.suggestedFilename()).toBe('harbour.pdf')
    await page.keyboard.press('Escape')
    // Closing goes back in the history, which a reload at the same moment would be refused for.
    await page.waitForFunction(() => !history.state?.over)
  })

  await test.step('a file of comma-separated values opens as a table', async () => {
    await asked.getByRole('button', { name: /tides\.csv/ }).click()
    const dialog = page.getByRole('dialog', { name: 'tides.csv' })
    await expect(dialog.getByRole('columnheader')).toHaveText(['Line', 'day', 'metres'])
    await expect(dialog.getByRole('row', { name: '3 Tuesday 4' })).toBeInViewport()
    await expectNothingGrave(page)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !history.state?.over)
  })

  await test.step('after a reload its files are there, and one can be removed', async () => {
    await page.reload()
    await expect(asked.getByRole('listitem')).toHaveCount(2)
    await page.getByRole('button', { name: 'Files in this chat' }).click()
    const list = page.getByRole('list', { name: 'Files', exact: true })
    await list.getByRole('button', { name: 'Remove tides.csv' }).click()
    await list.getByRole('button', { name: 'Undo' }).click()
    await list.getByRole('button', { name: 'Remove tides.csv' }).click()
    const isDeleted = page.waitForResponse((response) => response.request().method() === 'DELETE')
    await page.keyboard.press('Escape')
    await isDeleted
    await asked.getByRole('button', { name: /tides\.csv/ }).click()
    await expect(page.getByText('This file was removed, or belongs to somebody else.')).toBeVisible()
  })
})

test('an image is scaled down and seen once; a model that sees none says so before', async ({ chat, page, upstream }) => {
  await chat.open(modelUrl)
  await give(page, 'drop', [{ name: 'quay.png', type: 'image/png', base64: await drawPicture(page) }])
  await expect(chips(page).getByText(/^Image, \d+ KB$/)).toBeVisible()
  const question = `What colour is it? ${test.info().project.name}`
  await upstream.replyTo(question, finalAnswer('Teal.'))
  await chat.ask(question)
  await chat.hasEnded()
  const picture = page.getByRole('button', { name: 'Open quay.jpg' })
  await expect
    .poll(() =>
      picture.locator('img').evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight]),
    )
    .toEqual([1568, 784])
  const [request] = await upstream.requests(question)
  const sent = JSON.stringify(request?.body)
  expect(sent.match(/data:image\/jpeg;base64,/g)).toHaveLength(1)
  await page.reload()
  await picture.click()
  await expect(page.getByRole('dialog', { name: 'quay.jpg' }).getByRole('img')).toBeVisible()
  await expectNothingGrave(page)
  await page.keyboard.press('Escape')

  await chat.open('/')
  await give(page, 'drop', [{ name: 'quay.png', type: 'image/png', base64: await drawPicture(page) }])
  await chat.composer.fill('What colour is it?')
  await expect(page.getByText('Demo model can’t see images. Choose a model that can, or remove the image.')).toBeVisible()
  await expect(chat.send).toBeDisabled()
  await expectNothingGrave(page)
})
