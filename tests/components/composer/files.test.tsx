// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { nanoid } from 'nanoid'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ComposerProps } from '@/components/composer/composer'
import { addFiles, openedDocument } from '@/components/context/chat-files'
import { newChatDraft } from '@/lib/client/chat/local-draft'
import { hasDraftFiles, readNewChatId } from '@/lib/client/files/draft-files'
import type { MessageId, ThreadId } from '@/lib/protocol/event'
import { fakeUploads } from '@/tests/support/fake-uploads'
import { button, field, showComposer } from './show-composer'

/** Each test has a chat of its own: files go on being sent when the composer is gone. */
let threadId = '' as ThreadId
let uploads: ReturnType<typeof fakeUploads>

const models = [
  { id: 'sees', label: 'Seeing model', seesImages: true },
  { id: 'blind', label: 'Demo model', seesImages: false },
]
const show = (more: Partial<ComposerProps> = {}) => showComposer(threadId, { models, modelId: 'sees', ...more })
const chips = async () => within(await screen.findByRole('list', { name: 'Files to send' }))
const fileOf = (name: string, type = 'application/pdf') => new File(['words of it'], name, { type })
const paste = (text: string, files: File[] = []) => fireEvent.paste(field(), { clipboardData: { getData: () => text, files } })
const keptAs = (name: string, more = {}) => ({
  document: { id: `id-of-${name}`, name, type: 'pdf', size: 11, chars: 11, addedAt: 1, state: 'ready', ...more },
})
const kept = async (at: number, more = {}) => {
  await vi.waitFor(() => expect(uploads[at]).toBeDefined())
  await act(async () => uploads[at]?.answer(201, keptAs(uploads[at]?.file.name ?? '', more)))
}
const problem = (detail: string) => ({ code: 'bad-request', detail })

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  threadId = nanoid() as ThreadId
  uploads = fakeUploads()
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(null, { status: 204 })),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('a file beside the message', () => {
  test('says how far it has come, opens when it is there, and goes along with the message', async () => {
    const { onSend } = show()
    const input = document.querySelector<HTMLInputElement>('input[type=file]')
    if (!input) throw new Error('The button opens a file input.')
    fireEvent.change(input, { target: { files: [fileOf('report.pdf')] } })
    const list = await chips()
    await vi.waitFor(() => expect(uploads).toHaveLength(1))
    expect(uploads[0]?.url).toBe(`/api/threads/${threadId}/documents`)
    act(() => uploads[0]?.progress(40, 100))
    expect(list.getByText('Uploading 40 %')).toBeTruthy()
    act(() => uploads[0]?.progress(100, 100))
    expect(list.getByText('Reading…')).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe('Adding report.pdf.')
    await kept(0, { pages: 12 })
    expect(list.getByText('PDF, 12 pages, 11 bytes')).toBeTruthy()
    expect(screen.getByRole('status').textContent).toBe('Added report.pdf.')
    await userEvent.click(list.getByRole('button', { name: /^report\.pdf/ }))
    expect(openedDocument.getState()).toMatchObject({ kind: 'document', id: 'id-of-report.pdf', name: 'report.pdf' })
    await userEvent.type(field(), 'What does it say?{Enter}')
    const file = { id: 'id-of-report.pdf', name: 'report.pdf', type: 'pdf', size: 11, pages: 12 }
    expect(onSend).toHaveBeenCalledExactlyOnceWith('What does it say?', [file])
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull()
    expect(hasDraftFiles(threadId)).toBe(false)
  })

  test('is waited for: the message is sent when the last one is there, once', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('a.pdf'), fileOf('b.pdf')])
    await kept(0)
    await userEvent.type(field(), 'Compare them{Enter}')
    expect(button('Waiting for files')).toBeTruthy()
    expect(onSend).not.toHaveBeenCalled()
    expect(field().value).toBe('Compare them')
    await kept(1)
    expect(onSend).toHaveBeenCalledOnce()
    expect(vi.mocked(onSend).mock.calls[0]?.[1]?.map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf'])
    expect(field().value).toBe('')
  })

  test('that is waited for need not be: a second press calls the sending off', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('a.pdf')])
    await chips()
    await userEvent.type(field(), 'Read it{Enter}')
    fireEvent.click(button('Waiting for files'))
    await kept(0)
    expect(onSend).not.toHaveBeenCalled()
    expect(button('Send').disabled).toBe(false)
  })

  test('that is refused says why, and nothing is sent without it by mistake', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('pictures.zip', 'application/zip')])
    const list = await chips()
    await userEvent.type(field(), 'What is in it?{Enter}')
    await vi.waitFor(() => expect(uploads).toHaveLength(1))
    await act(async () => uploads[0]?.answer(400, problem('This is an archive. Unpack it and add the files that are in it.')))
    expect(list.getByText('This is an archive. Unpack it and add the files that are in it.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Try pictures.zip again' })).toBeNull()
    expect(screen.getByRole('status').textContent).toBe('Not added: pictures.zip. Remove it to send your message.')
    expect(button('Send').disabled).toBe(true)
    expect(onSend).not.toHaveBeenCalled()
    await userEvent.click(button('Remove pictures.zip'))
    expect(button('Send').disabled).toBe(false)
    expect(document.activeElement).toBe(field())
  })

  test('that was lost on the way is sent again', async () => {
    show()
    addFiles(threadId, [fileOf('report.pdf')])
    const list = await chips()
    await vi.waitFor(() => expect(uploads).toHaveLength(1))
    await act(async () => uploads[0]?.fail())
    expect(list.getByText('The server could not be reached. Try again in a moment.')).toBeTruthy()
    await userEvent.click(button('Try report.pdf again'))
    await kept(1)
    expect(list.getByText('PDF, 11 bytes')).toBeTruthy()
  })

  test('removed gives the focus to the one beside it, and can be brought back to its place', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('a.pdf'), fileOf('b.pdf')])
    const list = await chips()
    await kept(0)
    await kept(1)
    await userEvent.click(button('Remove a.pdf'))
    expect(document.activeElement).toBe(button('Remove b.pdf'))
    expect(screen.getByRole('status').textContent).toBe('Removed a.pdf. Added b.pdf.')
    expect(fetch).not.toHaveBeenCalled()
    await userEvent.click(button('Undo'))
    expect(document.activeElement).toBe(field())
    expect(list.getAllByRole('listitem').map((row) => row.textContent)).toEqual([
      expect.stringContaining('a.pdf'),
      expect.stringContaining('b.pdf'),
    ])
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
    await userEvent.type(field(), 'Compare them{Enter}')
    expect(vi.mocked(onSend).mock.calls[0]?.[1]?.map(({ name }) => name)).toEqual(['a.pdf', 'b.pdf'])
  })

  test('that was removed is deleted before the message is sent without it', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('a.pdf')])
    await chips()
    await kept(0)
    await userEvent.click(button('Remove a.pdf'))
    await userEvent.type(field(), 'Without it{Enter}')
    expect(vi.mocked(fetch).mock.calls).toEqual([
      [`/api/threads/${threadId}/documents/id-of-a.pdf`, expect.objectContaining({ method: 'DELETE' })],
    ])
    expect(onSend).toHaveBeenCalledExactlyOnceWith('Without it')
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  test('in a new chat keeps the id of that chat over a reload, until nothing waits under it', async () => {
    const { rerender } = show({ draftKey: newChatDraft })
    addFiles(threadId, [fileOf('a.pdf')])
    await chips()
    await kept(0)
    expect(readNewChatId()).toBe(threadId)
    rerender({ draftKey: threadId })
    expect(readNewChatId()).toBeUndefined()
  })

  test('comes back with a message that could not be sent, and with one that is taken out of the queue', async () => {
    const file = { id: 'one', name: 'report.pdf', type: 'pdf', size: 11 }
    const message = { messageId: 'm' as MessageId, question: 'And this?', files: [{ ...file, id: 'two', name: 'notes.pdf' }] }
    const { rerender } = show({ queued: [message] })
    rerender({ queued: [message], returned: { text: 'What does it say?', files: [file] } })
    const list = await chips()
    expect(await list.findByText('report.pdf')).toBeTruthy()
    await userEvent.click(button('Remove queued message'))
    expect(await list.findByText('notes.pdf')).toBeTruthy()
    expect(uploads).toEqual([])
  })

  test('has no button where the server keeps none, and what is pasted is left to the field', () => {
    show({ takesFiles: false })
    expect(screen.queryByRole('button', { name: 'Add files' })).toBeNull()
    expect(paste('x'.repeat(5000))).toBe(true)
  })
})

describe('pasting', () => {
  test('files are added; of what office programs copy only the text is taken', async () => {
    show()
    expect(paste('cells of a table', [fileOf('image.png', 'image/png')])).toBe(true)
    expect(paste('', [fileOf('report.pdf')])).toBe(false)
    expect((await chips()).getAllByRole('listitem')).toHaveLength(1)
  })

  test('a long text becomes a file, which can go back into the field', async () => {
    const { onSend } = show()
    const text = 'word '.repeat(1000)
    await userEvent.type(field(), 'Sum this up')
    expect(paste(text)).toBe(false)
    expect(paste('short')).toBe(true)
    await chips()
    await kept(0, { type: 'text' })
    await userEvent.click(button('Put Pasted text.txt back into the message'))
    await vi.waitFor(() => expect(field().value).toBe(`${text}\n\nSum this up`))
    expect(screen.queryByRole('list', { name: 'Files to send' })).toBeNull()
    await userEvent.click(button('Send'))
    expect(onSend).toHaveBeenCalledExactlyOnceWith(`${text}\n\nSum this up`.trim())
  })

  test('a text that a browser would lay out for seconds stays a file', async () => {
    show()
    paste('word '.repeat(40_000))
    await chips()
    await kept(0, { type: 'text', size: 200_000 })
    await vi.waitFor(() => expect(button('Remove Pasted text.txt')).toBeTruthy())
    expect(screen.queryByRole('button', { name: 'Put Pasted text.txt back into the message' })).toBeNull()
  })
})

describe('an image', () => {
  beforeEach(() => {
    vi.stubGlobal('createImageBitmap', async () => ({ width: 10, height: 10, close: vi.fn() }))
  })

  test('is drawn small, and is sent to a model that sees', async () => {
    const { onSend } = show()
    addFiles(threadId, [fileOf('photo.png', 'image/png')])
    const list = await chips()
    await kept(0, { type: 'png' })
    expect(list.getByRole('presentation').getAttribute('src')).toMatch(/^blob:/)
    await userEvent.type(field(), 'What is this?{Enter}')
    expect(vi.mocked(onSend).mock.calls[0]?.[1]).toEqual([{ id: 'id-of-photo.png', name: 'photo.png', type: 'png', size: 11 }])
  })

  test('is not sent to one that does not, which is said before', async () => {
    const { onSend, rerender } = show({ modelId: 'blind' })
    addFiles(threadId, [fileOf('photo.png', 'image/png')])
    await chips()
    await kept(0, { type: 'png' })
    expect(screen.getByRole('status').textContent).toBe(
      'Demo model can’t see images. Choose a model that can, or remove the image.',
    )
    await userEvent.type(field(), 'What is this?{Enter}')
    expect(onSend).not.toHaveBeenCalled()
    rerender({ modelId: 'sees' })
    expect(button('Send').disabled).toBe(false)
  })
})
