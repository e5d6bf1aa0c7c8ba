import { expect, test } from 'vitest'
import { filterEvents } from '@/components/inspector/events-tab'
import { readFixture } from '@/tests/support/fixtures'

const events = readFixture('parallel')
const typesOf = (filter: string) => [...new Set(filterEvents(events, filter).map(({ type }) => type))]

test.each([
  ['', [...new Set(events.map(({ type }) => type))]],
  ['run_', ['RUN_STARTED', 'RUN_FINISHED']],
  ['tool_call p1 end', ['TOOL_CALL_END']],
  ['nothing of the kind', []],
])('%j finds %j', (filter, types) => expect(typesOf(filter)).toEqual(types))

test('of everything, the same list', () => expect(filterEvents(events, '  ')).toBe(events))
