import { expect, test } from 'vitest'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { formatAnnouncements } from '@/lib/run-view/announcements'
import { formatLive, formatSummary } from '@/lib/run-view/format-step'
import { stepsBesidePlan } from '@/lib/run-view/plan'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import { readFixture } from '@/tests/support/fixtures'

/** Every view of a thorough run, as a live reader has them. */
let view = emptyRun('run-1' as RunId, 'thread-1' as ThreadId, 0)
const views = readFixture('thorough').map((event) => {
  view = reduceRun(view, event)
  return view
})
const withoutRepeats = (lines: string[]) => lines.filter((line, index) => line !== lines[index - 1])

test('the run line says how far the plan is, and what is done now', () => {
  expect(withoutRepeats(views.map(formatLive))).toEqual([
    'Thinking',
    'Planning',
    // While the plan is new there is nothing to count, and while it is changed the one before counts.
    '0 of 3 · Thinking',
    '0 of 3 · Searching the library',
    '0 of 3 · Running 2 searches in parallel',
    '0 of 3 · Searching the library',
    '0 of 3 · Thinking',
    '0 of 3 · Planning',
    '2 of 3 · Thinking',
    '2 of 3 · Searching the library',
    '2 of 3 · Thinking',
    '2 of 3 · Planning',
    '3 of 3 · Thinking',
    '3 of 3 · Answering',
    '3 of 3 · Done',
  ])
})

test('its steps are summed up without the plan', () => {
  const run = views.at(-1) as RunView
  expect(formatSummary(run)).toEqual({ steps: '3 steps', detail: '3 of 3 done, 3 searches', failed: false })
  const planOnly = { ...run, steps: run.steps.slice(0, 1) }
  expect(formatSummary(planOnly).steps).toBe('Planned')
})

test('a plan is announced when it is written and when it has changed, and never while it is written', () => {
  const polite = views.flatMap((view, index) =>
    index === 0 ? [] : formatAnnouncements(views[index - 1] as RunView, view).polite,
  )
  expect(polite.filter((line) => !/earch/.test(line))).toEqual([
    'Plan: 3 tasks. Now: How streams resume.',
    '2 of 3 tasks done. Now: What proxies do.',
    '3 of 3 tasks done.',
    'Answer ready. In short A stream of events resumes by its last id.',
  ])
})

test('rows beside the plan stay the same objects until they change', () => {
  for (const [index, view] of views.entries()) {
    const before = stepsBesidePlan(views[index - 1]?.steps ?? [])
    const now = stepsBesidePlan(view.steps)
    expect(now.flatMap((step) => callsOf({ steps: [step] })).some(({ name }) => name === 'update_plan')).toBe(false)
    const unchanged = view.steps.filter((step) => views[index - 1]?.steps.includes(step))
    for (const step of stepsBesidePlan(unchanged)) expect(before).toContain(step)
  }
})
