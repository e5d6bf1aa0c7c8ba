// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Attachment } from '@/lib/client/files/attachment'
import { createAttachments } from '@/lib/client/files/attachments'
import { hasDraftFiles, readDraftFiles } from '@/lib/client/files/draft-files'
import { createRemovals } from '@/lib/client/files/removals'
import type { DocumentId } from '@/lib/protocol/document'
import { AppError } from '@/lib/protocol/error'
import type { AskedFile, ThreadId } from '@/lib/protocol/event'
import { deferred } from '@/tests/support/deferred'

const threadId = 'thread-1' as ThreadId
const fileOf = (name: string, { type = 'application/pdf', text = 'words' } = {}) => new File([text], name, { type })
const keptOf = ({ name, size }: File, more: Partial<AskedFile> = {}): AskedFile => ({
  id: `id-of-${name}`,
  name,
  type: 'pdf',
  size,
  ...more,
})

type Answer = { resolve(file: AskedFile): void; reject(error: Error): void }

/** A server of which the test says when it has taken a file. */
const createServer = () => {
  const uploads: { file: File; onProgress(share: number): void; signal: AbortSignal; answer: Answer }[] = []
  const upload = vi.fn(({ file, onProgress, signal }: Pick<(typeof uploads)[number], 'file' | 'onProgress' | 'signal'>) => {
    return new Promise<AskedFile>((resolve, reject) => {
      uploads.push({ file, onProgress, signal, answer: { resolve, reject } })
    })
  })
  return { uploads, upload }
}
const statesOf = (attachments: readonly Attachment[]) => attachments.map(({ name, state }) => `${name}: ${state.name}`)
/** The time in which a removal can be taken back is over when the test says so. */
const createRemoval = () => {
  const due: (() => void)[] = []
  const removals = createRemovals((_ms, callback) => {
    due.push(callback)
    return () => undefined
  })
  return { removals, isOver: () => due.splice(0).map((callback) => callback()) }
}
const deletions = () => vi.mocked(fetch).mock.calls.map(([url, init]) => `${init?.method} ${url}`)
const settled = () => new Promise<void>((resolve) => setTimeout(resolve))

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(null, { status: 204 })),
  )
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:one')
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('a file that is added', () => {
  test('has room as long as the server says so: what was refused takes none, and of too many the rest is not sent', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    const many = (from: number, count: number, text?: string) =>
      Array.from({ length: count }, (_, index) => fileOf(`${from + index}.pdf`, text === undefined ? {} : { text }))
    attachments.add(many(0, 15, ''))
    attachments.add(many(15, 22))
    const messages = attachments.getState().map(({ state }) => (state.name === 'failed' ? state.message : state.name))
    expect(new Set(messages.slice(0, 15))).toEqual(new Set(['This file is empty.']))
    expect(messages.slice(15, 35)).toEqual(['uploading', 'uploading', ...Array(18).fill('waiting')])
    expect(messages.slice(35)).toEqual(Array(2).fill('A chat takes 20 files. Remove one, then add this one.'))
    const message = 'This chat has 20 files, which is the most. Remove one, then add this one.'
    uploads[0]?.answer.reject(new AppError('bad-request', { field: 'file', message }))
    await settled()
    expect(attachments.getState()[15]?.state).toEqual({ name: 'failed', message, canRetry: false })
    expect(uploads).toHaveLength(3)
  })

  test('is sent, read and ready, two at a time, and asked with once', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add([fileOf('a.pdf'), fileOf('b.pdf'), fileOf('c.pdf')])
    expect(statesOf(attachments.getState())).toEqual(['a.pdf: uploading', 'b.pdf: uploading', 'c.pdf: waiting'])
    uploads[0]?.onProgress(0.4)
    expect(attachments.getState()[0]?.state).toEqual({ name: 'uploading', share: 0.4 })
    uploads[0]?.onProgress(1)
    expect(attachments.getState()[0]?.state).toEqual({ name: 'reading' })
    const kept = keptOf(fileOf('a.pdf'), { pages: 12 })
    uploads[0]?.answer.resolve(kept)
    await settled()
    expect(statesOf(attachments.getState())).toEqual(['a.pdf: ready', 'b.pdf: uploading', 'c.pdf: uploading'])
    expect(attachments.take()).toEqual([kept])
    expect(statesOf(attachments.getState())).toEqual(['b.pdf: uploading', 'c.pdf: uploading'])
    expect(attachments.take()).toEqual([])
  })

  test('stays over a reload once the server has it, until it is asked with', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add([fileOf('a.pdf'), fileOf('b.pdf')])
    expect(hasDraftFiles(threadId)).toBe(false)
    uploads[0]?.answer.resolve(keptOf(fileOf('a.pdf')))
    await settled()
    const afterReload = createAttachments(threadId, { upload })
    expect(statesOf(afterReload.getState())).toEqual(['a.pdf: ready'])
    expect(afterReload.take()).toEqual([keptOf(fileOf('a.pdf'))])
    expect(readDraftFiles(threadId)).toEqual([])
    expect(hasDraftFiles(threadId)).toBe(false)
  })

  test('that is refused says why; only what may pass can be tried again', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add([fileOf('zip.pdf'), fileOf('lost.pdf')])
    uploads[0]?.answer.reject(new AppError('bad-request', { message: 'This is an archive.' }))
    uploads[1]?.answer.reject(new AppError('internal', { message: 'The server could not be reached.' }))
    await settled()
    expect(attachments.getState().map(({ state }) => state)).toEqual([
      { name: 'failed', message: 'This is an archive.', canRetry: false },
      { name: 'failed', message: 'The server could not be reached.', canRetry: true },
    ])
    attachments.retry(attachments.getState()[1]?.key ?? '')
    uploads[2]?.answer.resolve(keptOf(fileOf('lost.pdf')))
    await settled()
    expect(statesOf(attachments.getState())).toEqual(['zip.pdf: failed', 'lost.pdf: ready'])
    expect(uploads[2]?.file).toBe(uploads[1]?.file)
  })

  test('that is removed is not sent on, and the server removes what it has', async () => {
    const { uploads, upload } = createServer()
    const { removals, isOver } = createRemoval()
    const attachments = createAttachments(threadId, { upload, removals })
    attachments.add([fileOf('a.pdf'), fileOf('b.pdf')])
    uploads[0]?.answer.resolve(keptOf(fileOf('a.pdf')))
    await settled()
    for (const { key } of attachments.getState()) attachments.remove(key)
    expect(attachments.getState()).toEqual([])
    expect(hasDraftFiles(threadId)).toBe(false)
    expect(uploads[1]?.signal.aborted).toBe(true)
    expect(deletions()).toEqual([])
    isOver()
    expect(removals.getState()).toEqual([])
    expect(deletions()).toEqual(['DELETE /api/threads/thread-1/documents/id-of-a.pdf'])
    uploads[1]?.answer.reject(new Error('aborted'))
    await settled()
    expect(attachments.getState()).toEqual([])
  })

  test('that is removed while the server reads it is removed there when it has been read', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add([fileOf('a.pdf')])
    uploads[0]?.onProgress(1)
    attachments.remove(attachments.getState()[0]?.key ?? '')
    expect(attachments.getState()).toEqual([])
    expect(uploads[0]?.signal.aborted).toBe(false)
    uploads[0]?.answer.resolve(keptOf(fileOf('a.pdf')))
    await settled()
    expect(attachments.getState()).toEqual([])
    expect(hasDraftFiles(threadId)).toBe(false)
    expect(vi.mocked(fetch).mock.calls).toEqual([
      ['/api/threads/thread-1/documents/id-of-a.pdf', expect.objectContaining({ method: 'DELETE', keepalive: true })],
    ])
  })

  test('that was removed can be brought back: to its place where the server has it, else it is sent again', async () => {
    const { uploads, upload } = createServer()
    const { removals, isOver } = createRemoval()
    const attachments = createAttachments(threadId, { upload, removals })
    attachments.add([fileOf('a.pdf'), fileOf('b.pdf')])
    uploads[0]?.answer.resolve(keptOf(fileOf('a.pdf')))
    await settled()
    const [a, b] = attachments.getState().map(({ key }) => key)
    attachments.remove(b ?? '')
    attachments.remove(a ?? '')
    expect(removals.getState().map(({ name }) => name)).toEqual(['b.pdf', 'a.pdf'])
    attachments.removals.undo(a ?? '')
    expect(statesOf(attachments.getState())).toEqual(['a.pdf: ready'])
    expect(readDraftFiles(threadId)).toHaveLength(1)
    attachments.removals.undo(b ?? '')
    expect(statesOf(attachments.getState())).toEqual(['a.pdf: ready', 'b.pdf: uploading'])
    expect(uploads.map(({ file }) => file.name)).toEqual(['a.pdf', 'b.pdf', 'b.pdf'])
    isOver()
    uploads[2]?.answer.resolve(keptOf(fileOf('b.pdf')))
    await settled()
    expect(statesOf(attachments.getState())).toEqual(['a.pdf: ready', 'b.pdf: ready'])
    expect(deletions()).toEqual([])
  })

  test('that was removed makes room before another one is sent, and is deleted when the page is left', async () => {
    const { uploads, upload } = createServer()
    const { removals, isOver } = createRemoval()
    const attachments = createAttachments(threadId, { upload, removals })
    const addReady = async (name: string) => {
      attachments.add([fileOf(name)])
      await settled()
      uploads.at(-1)?.answer.resolve(keptOf(fileOf(name)))
      await settled()
    }
    await addReady('a.pdf')
    attachments.remove(attachments.getState()[0]?.key ?? '')
    await addReady('b.pdf')
    expect(deletions()).toEqual(['DELETE /api/threads/thread-1/documents/id-of-a.pdf'])
    expect(vi.mocked(fetch).mock.invocationCallOrder[0]).toBeLessThan(upload.mock.invocationCallOrder[1] ?? 0)
    attachments.remove(attachments.getState()[0]?.key ?? '')
    window.dispatchEvent(new Event('pagehide'))
    expect(deletions()).toHaveLength(2)
    isOver()
    await settled()
    expect(deletions()).toHaveLength(2)
  })

  test.each([
    ['is empty', fileOf('a.txt', { text: '' }), 'This file is empty.'],
    ['is a film', fileOf('a.mp4', { type: 'video/mp4' }), 'Audio and video cannot be read here. Add a transcript instead.'],
    [
      'is too large',
      Object.defineProperty(fileOf('a.pdf'), 'size', { value: 20 * 1024 * 1024 + 1 }),
      'This file is larger than 20 MB. Add a part of it.',
    ],
  ])('that %s is not sent at all', (_title, file, message) => {
    const { upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add([file])
    expect(attachments.getState()[0]?.state).toEqual({ name: 'failed', message, canRetry: false })
    expect(upload).not.toHaveBeenCalled()
  })

  test('is one too many: those before it are sent', () => {
    const { upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    attachments.add(Array.from({ length: 21 }, (_each, index) => fileOf(`${index}.pdf`)))
    expect(
      attachments
        .getState()
        .filter(({ state }) => state.name === 'failed')
        .map(({ name }) => name),
    ).toEqual(['20.pdf'])
  })
})

describe('files that come back unsent', () => {
  const [kept, gone] = [keptOf(fileOf('kept.pdf')), keptOf(fileOf('gone.pdf'))]

  test('say so where the chat has them no longer', async () => {
    const list = async () => [
      { ...kept, id: kept.id as DocumentId, type: 'pdf' as const, chars: 5, addedAt: 0, state: 'ready' as const },
    ]
    const attachments = createAttachments(threadId, { list })
    attachments.restore([kept, gone])
    expect(statesOf(attachments.getState())).toEqual(['kept.pdf: ready', 'gone.pdf: ready'])
    await settled()
    expect(attachments.getState().map(({ state }) => state)).toEqual([
      { name: 'ready', file: kept },
      { name: 'failed', message: 'This file is no longer here. Add it again.', canRetry: false },
    ])
    expect(readDraftFiles(threadId)).toEqual([kept])
  })

  test('stay as they are while the server is away', async () => {
    const list = () => Promise.reject(new AppError('internal'))
    const attachments = createAttachments(threadId, { list })
    attachments.restore([kept])
    await settled()
    expect(statesOf(attachments.getState())).toEqual(['kept.pdf: ready'])
  })
})

describe('an image', () => {
  test('is sent as it was scaled down, and drawn from here', async () => {
    const { uploads, upload } = createServer()
    const small = fileOf('photo.jpg', { type: 'image/jpeg' })
    const attachments = createAttachments(threadId, { upload, prepare: async () => small })
    attachments.add([fileOf('photo.heic', { type: 'image/heic' })])
    await settled()
    expect(uploads[0]?.file).toBe(small)
    expect(attachments.getState()[0]).toMatchObject({ name: 'photo.jpg', preview: 'blob:one' })
  })

  test('has a preview until it is asked with, one for all of its tries', async () => {
    const { uploads, upload } = createServer()
    const prepare = vi.fn(async (file: File) => file)
    const attachments = createAttachments(threadId, { upload, prepare })
    attachments.add([fileOf('photo.png', { type: 'image/png' })])
    await settled()
    uploads[0]?.answer.reject(new AppError('internal', { message: 'The server could not be reached.' }))
    await settled()
    attachments.retry(attachments.getState()[0]?.key ?? '')
    await settled()
    uploads[1]?.answer.resolve(keptOf(fileOf('photo.png'), { type: 'png' }))
    await settled()
    expect(prepare).toHaveBeenCalledTimes(1)
    expect(URL.createObjectURL).toHaveBeenCalledTimes(1)
    expect(URL.revokeObjectURL).not.toHaveBeenCalled()
    attachments.take()
    expect(vi.mocked(URL.revokeObjectURL).mock.calls).toEqual([['blob:one']])
  })

  test('that is removed while it is scaled down gets no preview', async () => {
    const { upload } = createServer()
    const scaling = deferred()
    const photo = fileOf('photo.png', { type: 'image/png' })
    const attachments = createAttachments(threadId, { upload, prepare: () => scaling.promise.then(() => photo) })
    attachments.add([photo])
    attachments.remove(attachments.getState()[0]?.key ?? '')
    scaling.resolve()
    await settled()
    expect(URL.createObjectURL).not.toHaveBeenCalled()
    expect(upload).not.toHaveBeenCalled()
  })

  test('that cannot be read says so', async () => {
    const { upload } = createServer()
    const message = 'This image could not be read.'
    const prepare = () => Promise.reject(new AppError('bad-request', { message }))
    const attachments = createAttachments(threadId, { upload, prepare })
    attachments.add([fileOf('broken.png', { type: 'image/png' })])
    await settled()
    expect(attachments.getState()[0]?.state).toEqual({ name: 'failed', message, canRetry: false })
  })
})

describe('a long text that was pasted', () => {
  test('becomes a file, and goes back as it was', async () => {
    const { uploads, upload } = createServer()
    const attachments = createAttachments(threadId, { upload })
    const text = `${'words '.repeat(2000)}ä\r\nend`
    attachments.addText(text)
    attachments.addText('another')
    expect(attachments.getState().map(({ name, isPasted }) => [name, isPasted])).toEqual([
      ['Pasted text.txt', true],
      ['Pasted text 2.txt', true],
    ])
    expect(await attachments.takeText(attachments.getState()[0]?.key ?? '')).toBe(text)
    expect(uploads[0]?.signal.aborted).toBe(true)
    expect(attachments.getState().map(({ name }) => name)).toEqual(['Pasted text 2.txt'])
  })

  test('goes back after a reload too, as the server has it', async () => {
    const { uploads, upload } = createServer()
    createAttachments(threadId, { upload }).addText('long')
    uploads[0]?.answer.resolve(keptOf(fileOf('Pasted text.txt')))
    await settled()
    vi.mocked(fetch).mockImplementation(async () => new Response('long'))
    const afterReload = createAttachments(threadId, { upload })
    expect(await afterReload.takeText(afterReload.getState()[0]?.key ?? '')).toBe('long')
    expect(afterReload.getState()).toEqual([])
  })
})
