// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addedFiles } from '@/components/context/added-files'
import { openedDocument } from '@/components/context/opened-document'
import { FileOpener } from '@/components/open-file/file-opener'
import type { ThreadId } from '@/lib/protocol/event'
import { readFixture } from '@/tests/support/fixtures'

const threadId = 'thread-1' as ThreadId
const asked = vi.fn<(path: string) => void>()
let answers: Record<string, () => Response>

beforeEach(() => {
  asked.mockClear()
  addedFiles.setState([])
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }))
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    asked(`${init.method ?? 'GET'} ${path}`)
    return answers[`${init.method ?? 'GET'} ${path}`]?.() ?? new Response(null, { status: 404 })
  })
  // As browsers do from now on.
  Element.prototype.scrollIntoView = vi.fn(() => Promise.resolve()) as never
  render(
    <>
      <a href="/documents/0123abc#page=2">report.pdf</a>
      <FileOpener threadId={threadId} takesFiles menu={null} onOpen={vi.fn()} />
    </>,
  )
})
afterEach(() => {
  act(() => openedDocument.setState(undefined))
  cleanup()
  vi.unstubAllGlobals()
})

const drop = (files: File[], items: unknown[] = []) =>
  fireEvent(
    document.body,
    Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer: { types: ['Files'], files, items } }),
  )
const droppedNames = () =>
  addedFiles.getState().flatMap(({ files }) => files.map((file) => (file instanceof File ? file.name : file)))

describe('files that are dropped on the page', () => {
  test('go to the message, all of them', async () => {
    drop([new File(['a'], 'a.pdf'), new File(['b,c'], 'b.csv')])
    await vi.waitFor(() => expect(droppedNames()).toEqual(['a.pdf', 'b.csv']))
    expect(addedFiles.getState()[0]?.threadId).toBe(threadId)
  })

  test('a saved run opens, whatever it is called', async () => {
    const text = readFixture('sums-in-order').map((event) => `${JSON.stringify(event)}\n`)
    drop([new File(text, 'run.txt')])
    expect(await screen.findByRole('button', { name: 'Close file' })).toBeTruthy()
    expect(droppedNames()).toEqual([])
    // Then a document closes it, and goes to the message.
    drop([new File(['a'], 'a.pdf')])
    await vi.waitFor(() => expect(droppedNames()).toEqual(['a.pdf']))
    expect(screen.queryByRole('button', { name: 'Close file' })).toBeNull()
  })

  test('a folder is not one, and says what to do', async () => {
    drop([new File([''], 'folder')], [{ webkitGetAsEntry: () => ({ isDirectory: true }) }])
    expect((await screen.findByRole('alert')).textContent).toBe(
      'A folder cannot be added. Open it, and drop the files that are in it.',
    )
    expect(droppedNames()).toEqual([])
  })
})

const passages = [
  { text: 'Of the first page.', place: 'page 1', page: 1 },
  { text: 'Of the second <b>page</b>.', place: 'page 2', page: 2 },
  { text: 'More of it.', place: 'page 2', page: 2 },
]
const report = { id: '0123abc', name: 'report.pdf', type: 'pdf', size: 2048, pages: 2, chars: 50, addedAt: 1, state: 'ready' }

describe('a file of the chat', () => {
  test('opens at the place that a link to it names, which is marked and in view', async () => {
    answers = { 'GET /api/documents/0123abc': () => Response.json({ document: report, threadId, passages }) }
    expect(fireEvent.click(screen.getByRole('link', { name: 'report.pdf' }))).toBe(false)
    const dialog = within(await screen.findByRole('dialog'))
    const marked = await dialog.findAllByRole('mark')
    expect(marked.map(({ textContent }) => textContent)).toEqual(['Of the second <b>page</b>.', 'More of it.'])
    expect(vi.mocked(Element.prototype.scrollIntoView).mock.contexts).toEqual([marked[0]])
    expect(dialog.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)).toEqual(['page 1', 'page 2'])
    expect(dialog.getByText('PDF, 2 pages, 2 KB')).toBeTruthy()
    expect(dialog.getByRole('link', { name: 'Download' }).getAttribute('href')).toBe('/api/documents/0123abc/file')
  })

  test('in another tab the link is left to the browser', () => {
    expect(fireEvent.click(screen.getByRole('link', { name: 'report.pdf' }), { ctrlKey: true })).toBe(true)
    expect(screen.queryByRole('dialog')).toBeNull()
  })

  test('that is gone says so; one that could not be read is read again', async () => {
    answers = {}
    fireEvent.click(screen.getByRole('link', { name: 'report.pdf' }))
    expect(await screen.findByText('This file was removed, or belongs to somebody else.')).toBeTruthy()
    act(() => openedDocument.setState({ kind: 'document', id: 'other' }))
    answers = { 'GET /api/documents/other': () => new Response(null, { status: 502 }) }
    await userEvent.click(await screen.findByRole('button', { name: 'Close' }))
    act(() => openedDocument.setState({ kind: 'document', id: 'other' }))
    const again = await screen.findByRole('button', { name: 'Try again' })
    answers = { 'GET /api/documents/other': () => Response.json({ document: report, threadId, passages }) }
    await userEvent.click(again)
    expect(await screen.findByText('Of the first page.')).toBeTruthy()
  })

  test('an image is drawn, and not asked for its text', async () => {
    act(() => openedDocument.setState({ kind: 'document', id: 'photo', name: 'photo.png', type: 'png' }))
    const image = await screen.findByRole('img', { name: 'photo.png' })
    expect(image.getAttribute('src')).toBe('/api/documents/photo/file')
    expect(asked).not.toHaveBeenCalled()
  })

  test('is in the list of the chat, and is removed when that was asked twice', async () => {
    const path = `/api/threads/${threadId}/documents`
    answers = {
      [`GET ${path}`]: () => Response.json({ documents: [report, { ...report, id: 'two', name: 'notes.md', type: 'markdown' }] }),
      [`DELETE ${path}/0123abc`]: () => new Response(null, { status: 204 }),
    }
    act(() => openedDocument.setState({ kind: 'list', threadId }))
    const list = within(await screen.findByRole('list', { name: 'Files' }))
    await list.findByText('report.pdf')
    await userEvent.click(list.getByRole('button', { name: 'Remove report.pdf' }))
    expect(asked).toHaveBeenCalledExactlyOnceWith(`GET ${path}`)
    await userEvent.click(list.getByRole('button', { name: 'Keep' }))
    await userEvent.click(list.getByRole('button', { name: 'Remove report.pdf' }))
    await userEvent.click(list.getByRole('button', { name: 'Remove for good' }))
    await vi.waitFor(() => expect(list.queryByText('report.pdf')).toBeNull())
    expect(list.getByText('notes.md')).toBeTruthy()
    expect(asked).toHaveBeenLastCalledWith(`DELETE ${path}/0123abc`)
  })
})
