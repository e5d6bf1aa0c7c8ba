import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRunFile } from '@/lib/protocol/run-file'
import { arbitraryRun } from '@/tests/support/arbitrary-run'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'

const toText = (events: unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')
const manyCalls = (count: number) => {
  const [, , call] = readFixture('sums-in-order')
  return Array.from({ length: count }, (_, index) => ({ ...call, toolCallId: `call-${index}`, seq: 3 + index }))
}
const messageOf = (text: string): string => {
  try {
    parseRunFile(text)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return 'It was taken.'
}

describe('a saved run', () => {
  test.each(FIXTURES)('is read as it was written: %s', (name) => {
    expect(parseRunFile(toText(readFixture(name)))).toEqual(readFixture(name))
  })

  test('law: saving and opening is the identity, with any ends of lines, and also of a run that was cut', () => {
    fc.assert(
      fc.property(arbitraryRun(), fc.nat(), fc.boolean(), (events, cut, windows) => {
        const some = events.slice(0, 1 + (cut % events.length))
        const text = toText(some)
        expect(parseRunFile(windows ? `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n` : text.trimEnd())).toEqual(some)
      }),
    )
  })

  const [started, step, call, ...rest] = readFixture('sums-in-order')
  test.each<[string, string, string]>([
    ['text', 'hello', 'Line 1 of the file is broken: it is not valid JSON.'],
    [
      'half a line',
      toText([started, step]) + JSON.stringify(call).slice(0, 30),
      'Line 3 of the file is broken: it is not valid JSON.',
    ],
    ['another kind of file', '{"a":1}', 'Line 1 of the file is broken: it is not an event of a run.'],
    ['an array', '[]', 'Line 1 of the file is broken: it is not an event of a run.'],
    [
      'a field that is wrong',
      toText([started, { ...step, stepName: 5 }]),
      'Line 2 of the file is broken: its stepName must be text.',
    ],
    [
      'a line that is missing',
      toText([started, step, ...rest]),
      'Line 3 of the file is broken: TOOL_CALL_ARGS cannot stand here.',
    ],
    ['a line that is there twice', toText([started, step, step]), 'Line 3 of the file is broken: its seq is 2, after 2.'],
    [
      'a clock that goes back',
      toText([started, { ...step, timestamp: 5 }]),
      'Line 2 of the file is broken: its timestamp is before that of the line above.',
    ],
    [
      'a time that no calendar has',
      toText([{ ...started, timestamp: 8.64e15 + 1 }]),
      'Line 1 of the file is broken: its timestamp is no moment in time.',
    ],
    [
      'a source of a day that no calendar has',
      toText(readFixture('search-then-answer')).replace('"passage":', '"date":"2026-13-01","passage":'),
      'Line 10 of the file is broken: its metadata.sources[0].date must be a day as 2026-05-01.',
    ],
    [
      'a part of a file that stands nowhere',
      toText(readFixture('search-then-answer')).replace('"passage":', '"passages":[{"text":"a","hash":"x"}],"passage":'),
      'Line 10 of the file is broken: its metadata.sources[0].passages[0].hash must be page=4 or lines=12-30.',
    ],
    [
      'an event of our own that is not known',
      toText([started, { ...step, type: 'CUSTOM', name: 'unfold.unheard-of', value: { code: 'm', message: 'm' } }]),
      'Line 2 of the file is broken: its name is not known.',
    ],
    ['no beginning', toText([step]), 'Line 1 of the file is broken: STEP_STARTED cannot stand here.'],
    [
      'more calls than can be shown',
      toText([started, step, ...manyCalls(2_001)]),
      'Line 2003 of the file is broken: it is one tool call more than the 2000 that can be shown.',
    ],
    ['nothing', '\n\n', 'The file has no events.'],
    ['far too deep', '['.repeat(1_000_000), 'Line 1 of the file is broken: it is not valid JSON.'],
  ])('that is broken says where: %s', (_title, text, message) => expect(messageOf(text)).toBe(message))

  test('of too many lines is refused', () => {
    expect(messageOf('\n'.repeat(500_001))).toBe('The file is larger than a saved run can be (64 MiB, 500,000 lines).')
  })

  test('law: whatever is in a file, it is taken or refused in a sentence', () => {
    const lines = readFixture('search-then-answer').map((event) => JSON.stringify(event))
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.jsonValue(),
        fc.constantFrom('metadata', 'content', 'delta', 'input', 'type'),
        (at, value, key) => {
          const changed = lines.with(at, JSON.stringify({ ...JSON.parse(lines[at] ?? ''), [key]: value }))
          expect(messageOf(changed.join('\n'))).toMatch(/^It was taken\.$|^Line \d+ of the file is broken: /)
        },
      ),
    )
  })
})
