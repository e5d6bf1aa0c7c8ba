import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { toTimelineLines } from '@/cli/timeline-view'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { toInheritedSteps, withInheritedSteps } from '@/lib/run-view/inherited-steps'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import { FIXTURES, readFixture } from '@/tests/support/fixtures'
import { hostileTexts } from '@/tests/support/hostile-texts'

const fold = (events: NumberedEvent[], run: RunView = emptyRun('r' as RunId, 't' as ThreadId, 0)) => events.reduce(reduceRun, run)
const draw = (run: RunView, columns = 80) => toTimelineLines(run, { columns, hasColour: false })

/** The same run, with another name for its tool. */
const named = (name: string): NumberedEvent[] =>
  readFixture('search-then-answer').map((event) => (event.type === 'TOOL_CALL_START' ? { ...event, toolCallName: name } : event))

describe('a run in time, in a terminal', () => {
  test('one row for each turn, call and answer under an axis, their times at the right, and what the signs mean', () => {
    expect(draw(fold(readFixture('search-then-answer')))).toEqual([
      '                            0 s       0.5         1         1.5       2 s',
      'Model                       ·······▒▒········                              0.7 s',
      '  search “resume server-s…         ░░████████                              0.4 s',
      'Model 2                                      ·······▒····                  0.5 s',
      '  search “Last-Event-ID”                            ░████                  0.2 s',
      'Model 3                                                  ··▒▒▒▒▒▒▒▒▒▒·     0.5 s',
      'Answer                                                    ▒▒▒▒▒▒▒▒▒▒▒      0.4 s',
      '',
      '· waiting  ░ writing arguments  █ running  ▒ model text',
    ])
  })

  test('what failed has a sign of its own, and what was stopped or never began is told from it', () => {
    expect(draw(fold(readFixture('tool-failure')), 60)).toEqual([
      '          0 s          0.5            1         1.5 s',
      'Model     ·········▒▒·                                 0.4 s',
      '  divide           ░xx                                 0.0 s',
      '  add                x                                 0.0 s',
      'Model 2               ·········▒▒▒▒·                   0.4 s',
      '  add                          ░░░░█                   0.1 s',
      'Model 3                            ··▒▒▒▒▒▒▒▒·         0.3 s',
      'Answer                               ▒▒▒▒▒▒▒▒          0.2 s',
      '',
      '· waiting  ░ writing arguments  █ running  ▒ model text',
      'x failed',
    ])
    expect(draw(fold(readFixture('stopped'))).slice(4, 7)).toEqual([
      expect.stringMatching(/^ {2}search “\S.*[”…] +░█+ +stopped 0\.1 s$/),
      expect.stringMatching(/^ {2}search “\S.*[”…] +░·+ +0\.0 s$/),
      expect.stringMatching(/^ {2}search +░+█+ +stopped 0\.0 s$/),
    ])
  })

  test('thinking is under its turn', () => {
    const names = draw(fold(readFixture('note-and-thinking'))).map((line) => line.slice(0, 12).trimEnd())
    expect(names.slice(1, 6)).toEqual(['Model', '  Thinking', '  multiply', 'Model 2', 'Answer'])
  })

  test('a step of the version before has no bar', () => {
    const before = fold(readFixture('search-then-answer'))
    const from = { runId: before.runId, seq: before.lastSeq, action: 'continue' as const }
    const inheritedSteps = toInheritedSteps(before, from)
    const later = readFixture('sums-in-order').map((event): NumberedEvent => {
      const moved = { ...event, timestamp: event.timestamp + 1_000_000_000 }
      if (moved.type !== 'RUN_STARTED') return moved
      return { ...moved, metadata: { ...moved.metadata, from } }
    })
    const lines = draw(fold(later, withInheritedSteps(emptyRun('r2' as RunId, 't' as ThreadId, 0), inheritedSteps)))
    expect(lines.filter((line) => line.startsWith('  search'))).toEqual([
      expect.stringMatching(/^ {2}search “resume server-s… +before$/),
      expect.stringMatching(/^ {2}search “Last-Event-ID” +before$/),
    ])
  })

  test('a run without steps says so', () => {
    expect(draw(fold([]))).toEqual(['This run has no steps.'])
  })

  test.each([32, 40, 80, 200])('no line is wider than %i columns, whatever a tool is called', (columns) => {
    const runs = [
      ...FIXTURES.map(readFixture),
      ...Object.values(hostileTexts).map(named),
      named('検索'.repeat(30)),
      named('🔭'.repeat(30)),
    ]
    for (const events of runs)
      for (const line of draw(fold(events), columns)) expect(columnsOf(line), line).toBeLessThanOrEqual(columns)
  })

  test('the bars begin in one column, whatever a tool is called', () => {
    for (const name of ['検索', 'e\u0301tude', '\u202egnp.exe', 'two\nlines', 'a\u001b[2Jb', '🔭'.repeat(30)]) {
      const lines = draw(fold(named(name)))
      expect(lines).toHaveLength(9)
      for (const sign of ['\u001b', '\u202e', '\t']) expect(lines.join()).not.toContain(sign)
      expect(new Set(lines.slice(1, 7).map(columnsOf))).toEqual(new Set([80]))
    }
  })

  test('colour adds nothing but itself', () => {
    const run = fold(readFixture('tool-failure'))
    const coloured = toTimelineLines(run, { columns: 80, hasColour: true }).join('\n')
    expect(coloured).toContain('\u001b[31mxx')
    expect(stripVTControlCharacters(coloured)).toBe(draw(run).join('\n'))
  })
})

/** As terminals count: East Asian letters and pictures are two columns wide, accents none. */
const columnsOf = (line: string): number =>
  [...line].reduce((sum, one) => sum + (/\p{M}/u.test(one) ? 0 : /[\p{sc=Han}\p{Emoji_Presentation}]/u.test(one) ? 2 : 1), 0)
