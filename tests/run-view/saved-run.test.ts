import { describe, expect, test } from 'vitest'
import { toOpenedFile } from '@/components/open-file/open-run-file'
import { branchPointOf } from '@/lib/protocol/branch-point'
import type { BranchPoint, NumberedEvent, RunId, ToolCallId } from '@/lib/protocol/event'
import { parseRunFile } from '@/lib/protocol/run-file'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { splitRuns, withParents } from '@/lib/run-view/saved-run'
import { callsOf } from '@/lib/run-view/state'
import { readFixture } from '@/tests/support/fixtures'

const later = 1_000_000

/** A fixture as a run that goes on from another, with ids of its own. */
const goingOn = (name: 'sums-in-order' | 'parallel', from: BranchPoint, by = later): NumberedEvent[] =>
  readFixture(name).map((event) => {
    const moved = { ...event, timestamp: event.timestamp + by }
    // It counts its turns on from those it keeps.
    if ('stepName' in moved) return { ...moved, stepName: `turn-${Number(moved.stepName.slice(5)) + by / 100}` }
    return moved.type === 'RUN_STARTED' ? { ...moved, metadata: { ...moved.metadata, from } } : moved
  })
const idOf = ([first]: NumberedEvent[]): RunId => {
  if (first?.type !== 'RUN_STARTED') throw new Error('A fixture begins with its start')
  return first.runId
}
const toText = (events: NumberedEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('')
const open = (events: NumberedEvent[]) => {
  const [turn] = toThreadView(toOpenedFile('run.jsonl', parseRunFile(toText(events))).thread).turns
  const run = turn?.versions[turn.chosen]
  if (!run) throw new Error('A file has a run')
  return run
}

const search = readFixture('search-then-answer')
const asked: BranchPoint = { runId: idOf(search), seq: search.length, action: 'continue' }
const rerun = goingOn('sums-in-order', asked)
const read = async (runId: RunId) => [search, rerun].find((events) => idOf(events) === runId)

describe('a saved run that goes on from another stands alone', () => {
  test('its earlier steps and their sources come with it, so that its citations lead somewhere', async () => {
    const run = open(await withParents(rerun, read))
    expect(run.runId).toBe(idOf(rerun))
    expect(callsOf(run).map(({ name }) => name)).toEqual(['search', 'search', 'add', 'multiply', 'subtract'])
    expect(run.sources.map(({ n }) => n)).toEqual(open(search).sources.map(({ n }) => n))
    expect(run.sources.length).toBeGreaterThan(0)
    expect(run.answer?.text).toBe(open(rerun).answer?.text)
    expect(run.answer?.text).not.toBe(open(search).answer?.text)
  })

  test('also over several versions, each up to where the next one starts', async () => {
    const firstCall = search.findIndex(({ type }) => type === 'STEP_FINISHED') + 1
    const half: BranchPoint = { ...asked, seq: firstCall }
    const second = goingOn('sums-in-order', half)
    const third = goingOn('parallel', { runId: idOf(second), seq: second.length, action: 'continue' }, 2 * later)
    const all = await withParents(third, async (runId) => [search, second].find((events) => idOf(events) === runId))
    expect(splitRuns(all).map(({ events }) => events.length)).toEqual([firstCall, second.length, third.length])
    const names = callsOf(open(all)).map(({ name }) => name)
    expect(names.slice(0, 4)).toEqual(['search', 'add', 'multiply', 'subtract'])
  })

  test('what keeps nothing of the run before is saved by itself', async () => {
    for (const action of ['edit', 'regenerate'] as const) {
      const anew = goingOn('parallel', { ...asked, action })
      expect(await withParents(anew, read)).toEqual(anew)
    }
    expect(await withParents(search, read)).toEqual(search)
  })

  test('where the run before is not there any more, and in files of before, it begins with what is its own', async () => {
    expect(await withParents(rerun, async () => undefined)).toEqual(rerun)
    expect(callsOf(open(rerun)).map(({ name }) => name)).not.toContain('search')
  })

  test('runs that go on from each other in a circle are each saved once', async () => {
    const circle = goingOn('parallel', { ...asked, runId: idOf(rerun) })
    const all = await withParents(rerun, async (runId) => (runId === idOf(search) ? circle : rerun))
    expect(splitRuns(all)).toHaveLength(2)
  })

  test('the same run twice is no file of ours', () => {
    expect(() => parseRunFile(toText([...search, ...search]))).toThrow(/^Line \d+ of the file is broken: its seq is 1/)
  })
})

test('a branch point comes back from the log as it went in', () => {
  const from: BranchPoint = { ...asked, action: 'retry-call', toolCallId: 's1' as ToolCallId, args: '{"query":"x"}' }
  const [first] = goingOn('parallel', from)
  expect(branchPointOf(first)).toEqual(from)
})
