import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { upstreamUrl } from '@/tests/support/e2e-addresses'
import { canLimitFiles, canMount, type Disk, limitedFiles, onSmallDisk, smallDisk } from '@/tests/support/full-disk'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { Chat, expect, modelTest } from './chat'
import { heldOften } from './held'
import { startOwnApp } from './own-app'

type Way = {
  name: string
  can: (folder: string) => boolean
  start: (folder: string) => ReturnType<typeof startOwnApp>
  disk: (pid: number, folder: string) => Disk
}

const settings = (folder: string) => ({
  env: { OPENAI_BASE_URL: upstreamUrl, OPENAI_API_KEY: 'test', MODEL: 'test-model', DATA_DIR: folder },
})

const ways: Way[] = [
  {
    name: 'a disk of 3 MB that is full',
    can: canMount,
    start: (folder) => startOwnApp({ ...settings(folder), within: (command) => onSmallDisk(folder, command) }),
    disk: smallDisk,
  },
  {
    name: 'a quota that is used up',
    can: () => canLimitFiles,
    start: (folder) => startOwnApp(settings(folder)),
    disk: (pid, folder) => limitedFiles(pid, join(folder, 'unfold.db-wal')),
  },
]

modelTest.describe('on', { tag: '@once' }, () => {
  modelTest.use({ expectedComplaints: /Failed to load resource|ERR_/ })

  for (const { name, can, start, disk: diskOf } of ways) {
    modelTest(
      `${name} a run goes on unsaved, what waits and what is asked say why, and all is kept when there is room`,
      async ({ chat, page, upstream, unique }) => {
        modelTest.slow()
        const folder = mkdtempSync(join(tmpdir(), 'unfold-full-'))
        modelTest.skip(!can(folder), 'Not possible on this system, or for this user.')
        const app = await start(folder)
        const statuses: number[] = []
        page.context().on('response', (response) => statuses.push(response.status()))
        try {
          const [asked, followUp] = [unique('Will this be kept?'), unique('And will this?')]
          const held = heldOften(finalAnswer('Every word of this long answer is going to be kept.', ['add'], { fragment: 4 }), 3)
          await upstream.replyTo(asked, callTools([{ name: 'add', args: { x: 10, y: 10 } }]), held.reply)
          const [first, second, third] = held.gates
          if (!first || !second || !third) throw new Error('Three gates were asked for.')
          await chat.open(app.url)
          await chat.ask(asked)
          await upstream.open(first)
          await expect(chat.answer).toContainText('Every')
          const disk = diskOf(app.pid, folder)
          disk.fill()

          await upstream.open(second)
          await expect(chat.notice).toContainText('This run is not being saved')
          await chat.composer.fill(followUp)
          await chat.composer.press('Enter')
          await expect(page.getByText('Will send when this finishes')).toBeVisible()
          await upstream.open(third)
          await expect(page.getByText('Will send when it can be saved')).toBeVisible()
          await expect(chat.answer).toHaveText('Every word of this long answer is going to be kept.')
          await expect(chat.notice).toHaveText(
            'The server’s disk is full, so nothing new can be saved. Your message will be sent as soon as it can be saved.',
          )
          const health = await page.request.get(`${app.url}/api/health`)
          expect([health.status(), await health.json()]).toMatchObject([503, { status: 'degraded', database: 'full' }])

          const other = new Chat(await page.context().newPage())
          await other.open(app.url)
          await other.composer.fill('Can you hear me?')
          await other.composer.press('Enter')
          await expect(other.notice).toContainText('Your text is kept here. Send it again when there is space.')
          await expect(other.composer).toHaveValue('Can you hear me?')

          const again = new Chat(await page.context().newPage())
          await again.open(page.url())
          await expect(again.answer).toHaveText('Every word of this long answer is going to be kept.')
          await again.hasEnded()
          await expect(again.page.getByRole('link', { name: asked })).toBeVisible()
          await expect(again.page.getByText('Running', { exact: true })).toHaveCount(0)

          disk.free()
          await chat.hasEnded(2)
          await expect(chat.notice).toBeHidden()
          // The connection of the request above has been idle for seconds, and the server may close it in this very moment.
          expect((await page.request.get(`${app.url}/api/health`, { maxRetries: 1 })).status()).toBe(200)
          await page.reload()
          await expect(chat.answer).toHaveCount(2)
          await expect(chat.answer.first()).toHaveText('Every word of this long answer is going to be kept.')
          expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([])
        } finally {
          await app.stop()
          rmSync(folder, { recursive: true, force: true })
        }
      },
    )
  }
})
