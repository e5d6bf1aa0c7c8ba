/** Which bytes of a file are asked for: from `first` to `last`, both included. */
export type ByteRange = { first: number; last: number }

/**
 * The part of a file of `size` bytes that a request asks for. `undefined` where it asks for all: it names no part, or several,
 * which nobody needs of us, or the file has changed since (`If-Range`). `none` where the file has no such part.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
export function readRange(headers: Headers, { size, etag }: { size: number; etag: string }): ByteRange | 'none' | undefined {
  const condition = headers.get('if-range')
  if (condition !== null && condition !== etag) return undefined
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(headers.get('range')?.replaceAll(' ', '') ?? '') ?? []
  if (from === '' && to === '') return undefined
  // Without a first byte it is the length of the end.
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  // The wrong way round it is no range, and is passed over.
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  return first <= last ? { first, last } : 'none'
}

/** True where the reader has what this tag names already: nothing of it needs to be sent. */
export function hasAlready(headers: Headers, etag: string): boolean {
  const known = headers.get('if-none-match')?.split(',') ?? []
  return known.some((each) => ['*', etag].includes(each.trim().replace(/^W\//, '')))
}
