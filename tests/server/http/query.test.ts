import { expect, test } from 'vitest'
import { parseThreadPatch } from '@/lib/protocol/thread-summary'
import { parseBefore } from '@/lib/server/http/query'

test('a page begins where the one before it ended', () => {
  expect(parseBefore(new URLSearchParams('before=1796063362324-Ab_3-x'))).toBe('1796063362324-Ab_3-x')
  expect(parseBefore(new URLSearchParams())).toBeUndefined()
})

test.each(['garbage', '', '1796063362324', `${'9'.repeat(16)}-a`])(
  'what no page has given is refused, or whoever reads on would begin anew without end: %j',
  (before) => {
    expect(() => parseBefore(new URLSearchParams({ before }))).toThrow(
      expect.objectContaining({ code: 'bad-request', field: 'before' }),
    )
  },
)

test.each(['', ' \n', '\u200b\u2060', '\u202e\ufeff '])('a title of which nothing can be seen is none: %j', (title) => {
  expect(() => parseThreadPatch({ title })).toThrow('title must not be blank.')
})

test('signs that join what can be seen are part of a title', () => {
  expect(parseThreadPatch({ title: '👩\u200d🚀' })).toEqual({ title: '👩\u200d🚀' })
})
