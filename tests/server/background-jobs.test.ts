import { expect, test } from 'vitest'
import { AppError } from '@/lib/protocol/error'
import { toProblemLine } from '@/lib/server/background-jobs'

const refused = (address: string) => new Error(`connect ECONNREFUSED ${address}:5432`)

test.each([
  ['one address', refused('127.0.0.1')],
  ['a name with several', new AggregateError([refused('127.0.0.1'), refused('::1')], '')],
  ['one within another', new Error('The pool is empty.', { cause: refused('127.0.0.1') })],
])('who starts the app is told why its database does not answer, and nothing of a text that is kept: %s', (_title, cause) => {
  expect(toProblemLine(new AppError('not-saved', { cause }), '')).toBe(
    'The database does not answer (connect ECONNREFUSED 127.0.0.1:5432). Chats cannot be saved until it does.',
  )
})

test('what is wrong with a file is said in its own sentence, with the folder', () => {
  const problem = new AppError('database-unusable', { message: 'It is damaged.' })
  expect(toProblemLine(problem, ' The folder is /data.')).toBe(
    'It is damaged. The folder is /data. Until then, questions are not answered.',
  )
})
