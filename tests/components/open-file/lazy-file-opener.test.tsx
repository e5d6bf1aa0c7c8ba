// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FileOpenerProps } from '@/components/open-file/file-opener'
import type { ThreadId } from '@/lib/protocol/event'
import { type Deferred, deferred } from '@/tests/support/deferred'

/** The code of the opener comes when the test says so; here it says what it was given. */
let code: Deferred
vi.mock('@/components/open-file/file-opener', async () => {
  await code.promise
  const FileOpener = ({ early }: FileOpenerProps) => (
    <p role="status">{early === 'choose' ? 'Choose a file' : early?.files.map(({ name }) => name).join()}</p>
  )
  return { FileOpener }
})

beforeEach(() => {
  code = deferred()
  vi.resetModules()
})
afterEach(cleanup)

const show = async () => {
  const { LazyFileOpener } = await import('@/components/open-file/lazy-file-opener')
  const { useOffered } = await import('@/components/context/command-registry')
  render(<LazyFileOpener threadId={'thread' as ThreadId} takesFiles={false} menu={null} onOpen={() => undefined} />)
  return renderHook(() => useOffered('open-run')).result
}
/** Gives false where the browser leaves it to the page. */
const drag = (type: string, files: File[]) =>
  fireEvent(
    document.body,
    Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
      dataTransfer: { types: files.length > 0 ? ['Files'] : ['text/plain'], files },
    }),
  )
const saved = new File(['{}'], 'early.jsonl')

test('a file that is dropped before the code is there waits for it', async () => {
  await show()
  expect(drag('dragover', [saved])).toBe(false)
  expect(drag('drop', [saved])).toBe(false)
  expect(drag('drop', [])).toBe(true)
  expect(screen.queryByRole('status')).toBeNull()
  code.resolve()
  expect((await screen.findByRole('status')).textContent).toBe('early.jsonl')
  // From now on that listens itself.
  expect(drag('drop', [saved])).toBe(true)
})

test('so does the command that asks for one', async () => {
  const command = await show()
  act(() => command.current?.())
  code.resolve()
  expect((await screen.findByRole('status')).textContent).toBe('Choose a file')
})
