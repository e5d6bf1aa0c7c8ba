import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Page } from '@playwright/test'
import { ports } from '@/tests/support/e2e-addresses'

/** The clipboard as a page may use it. Where there is a screen, all browsers of a machine have one, so a test has it alone. */
export class Clipboard {
  readonly #page: Page
  readonly #holder: Server
  readonly #waiting: Set<Socket>

  private constructor(page: Page, holder: Server, waiting: Set<Socket>) {
    this.#page = page
    this.#holder = holder
    this.#waiting = waiting
  }

  /** Resolves when no other test has it. Whoever holds the port has the clipboard; others wait on a connection to it. */
  static async take(page: Page): Promise<Clipboard> {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    for (;;) {
      const waiting = new Set<Socket>()
      const holder = createServer((socket) => waiting.add(socket.on('error', () => undefined)))
      holder.listen(ports.clipboard, '127.0.0.1')
      const isHeld = await once(holder, 'listening').then(
        () => true,
        () => false,
      )
      if (isHeld) return new Clipboard(page, holder, waiting)
      const line = connect(ports.clipboard, '127.0.0.1').on('error', () => undefined)
      await new Promise((gone) => line.resume().once('close', gone))
    }
  }

  text(): Promise<string> {
    return this.#page.evaluate(() => navigator.clipboard.readText())
  }

  /** What was copied, by its types. */
  read(): Promise<Record<string, string>> {
    return this.#page.evaluate(async () => {
      const [item] = await navigator.clipboard.read()
      const parts = item?.types.map(async (type) => [type, await (await item.getType(type)).text()] as const) ?? []
      return Object.fromEntries(await Promise.all(parts))
    })
  }

  letGo(): void {
    this.#holder.close()
    for (const socket of this.#waiting) socket.destroy()
  }
}
