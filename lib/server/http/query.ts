import { parseCursor } from '@/lib/db/thread-queries'
import { AppError } from '@/lib/protocol/error'

/** A number of things to answer with, from a query string. Throws `bad-request`. */
export function parseCount(query: URLSearchParams, name: string, { usual, most }: { usual: number; most: number }): number {
  const text = query.get(name)
  if (text === null) return usual
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= most) return count
  throw new AppError('bad-request', { field: name, message: `${name} must be a whole number from 1 to ${most}.` })
}

/** One of a few words, from a query string; the first where it names none. Throws `bad-request`. */
export function parseChoice<T extends string>(query: URLSearchParams, name: string, choices: readonly [T, ...T[]]): T {
  const text = query.get(name) ?? choices[0]
  const choice = choices.find((each) => each === text)
  if (choice !== undefined) return choice
  throw new AppError('bad-request', { field: name, message: `${name} must be ${choices.join(' or ')}.` })
}

/** Where a page of conversations begins: the `next` of the page before, if it names one. Throws `bad-request`: the first page would come again. */
export function parseBefore(query: URLSearchParams): string | undefined {
  const before = query.get('before')
  if (before === null || parseCursor(before)) return before ?? undefined
  throw new AppError('bad-request', { field: 'before', message: 'before must be the next of the page before.' })
}
