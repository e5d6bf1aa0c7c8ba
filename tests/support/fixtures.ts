import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NumberedEvent } from '@/lib/protocol/event'

/** The recorded runs of `tests/fixtures`, one event a line. */
export const FIXTURES = [
  'sums-in-order',
  'parallel',
  'search-then-answer',
  'tool-failure',
  'stopped',
  'model-failure',
  'note-and-thinking',
  'thorough',
] as const
export type Fixture = (typeof FIXTURES)[number]

export const readFixture = (name: Fixture): NumberedEvent[] =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
