// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { addedFiles, openDocument, openedDocument } from '@/components/context/chat-files'
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
      <FileOpener threadId={threadId} takesFiles menu={null} early={undefined} onOpen={vi.fn()} />
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

  const entry = (isDirectory: boolean) => ({ webkitGetAsEntry: () => ({ isDirectory }) })
  const noFolder = 'A folder cannot be added. Open it, and drop the files that are in it.'

  test('a folder is not one, and says what to do', async () => {
    drop([new File([''], 'folder')], [entry(true)])
    expect((await screen.findByRole('alert')).textContent).toBe(noFolder)
    expect(droppedNames()).toEqual([])
  })

  test('files that come with a folder are added without it', async () => {
    drop([new File([''], 'folder'), new File(['a'], 'a.txt')], [entry(true), entry(false)])
    expect((await screen.findByRole('alert')).textContent).toBe(noFolder)
    await vi.waitFor(() => expect(droppedNames()).toEqual(['a.txt']))
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

  test('that has neither pages nor lines opens at the passages that a link names', async () => {
    const sections = [
      { text: 'Before.' },
      { text: 'Ten euros.', place: 'Costs' },
      { text: 'A day.', place: 'Costs' },
      { text: 'None.', place: 'Risks' },
    ]
    answers = { 'GET /api/documents/plan': () => Response.json({ document: report, threadId, passages: sections }) }
    const marks = () => screen.queryAllByRole('mark').map(({ textContent }) => textContent)
    act(() => openDocument({ id: 'plan', place: 'passage=2-3' }))
    await vi.waitFor(() => expect(marks()).toEqual(['Ten euros.', 'A day.']))
    act(() => openDocument({ id: 'plan', place: 'passage=4' }))
    await vi.waitFor(() => expect(marks()).toEqual(['None.']))
    act(() => openDocument({ id: 'plan', place: 'page=4' }))
    await vi.waitFor(() => expect(marks()).toEqual([]))
  })

  test('opens at the passage of a page; each passage is written in its own direction', async () => {
    const mixed = [...passages, { text: 'نص عربي', place: 'page 3', page: 3 }]
    answers = { 'GET /api/documents/0123abc': () => Response.json({ document: report, threadId, passages: mixed }) }
    act(() => openDocument({ id: '0123abc', place: 'page=2&passage=3' }))
    await vi.waitFor(() => expect(screen.getAllByRole('mark').map(({ textContent }) => textContent)).toEqual(['More of it.']))
    expect(screen.getByText('نص عربي').getAttribute('dir')).toBe('auto')
    expect(screen.getByText('نص عربي').parentElement?.closest('[dir]')).toBeNull()
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

  describe('in the list of the chat', () => {
    const path = `/api/threads/${threadId}/documents`
    const notes = { ...report, id: 'two', name: 'notes.md', type: 'markdown' }
    const showList = async () => {
      answers[`GET ${path}`] = () => Response.json({ documents: [report, notes] })
      act(() => openedDocument.setState({ kind: 'list', threadId }))
      const list = within(await screen.findByRole('list', { name: 'Files' }))
      await list.findByText('report.pdf')
      return list
    }
    const deletions = () => asked.mock.calls.flat().filter((call) => call.startsWith('DELETE'))

    test('is removed with a way back, and for good once the list is closed', async () => {
      answers = { [`DELETE ${path}/two`]: () => new Response(null, { status: 204 }) }
      const list = await showList()
      await userEvent.click(list.getByRole('button', { name: 'Remove report.pdf' }))
      expect(list.getAllByRole('listitem')[0]?.textContent).toBe('Removed report.pdfUndo')
      const undo = list.getByRole('button', { name: 'Undo' })
      expect(document.activeElement).toBe(undo)
      await userEvent.click(undo)
      expect(list.getByRole('button', { name: /^report\.pdf/ })).toBeTruthy()
      await userEvent.click(list.getByRole('button', { name: 'Remove notes.md' }))
      expect(deletions()).toEqual([])
      await userEvent.click(screen.getByRole('button', { name: 'Close' }))
      expect(deletions()).toEqual([`DELETE ${path}/two`])
      expect(screen.queryByRole('alert')).toBeNull()
    })

    test('that could not be removed is still there, and the page says so', async () => {
      answers = { [`DELETE ${path}/two`]: () => new Response(null, { status: 503 }) }
      const list = await showList()
      await userEvent.click(list.getByRole('button', { name: 'Remove notes.md' }))
      await userEvent.click(screen.getByRole('button', { name: 'Close' }))
      expect((await screen.findByRole('alert')).textContent).toMatch(/^notes\.md is still in this chat\. /)
      await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
      expect(screen.queryByRole('alert')).toBeNull()
    })
  })
})
