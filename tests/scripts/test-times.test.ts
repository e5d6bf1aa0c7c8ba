import { expect, test } from 'vitest'

type ToTimeLines = (checks: { title: string; seconds: number }[], unit?: object, browser?: object) => string[]
const { toTimeLines }: { toTimeLines: ToTimeLines } = await import('@/scripts/test-times.mjs' as string)

test('says how long each check took, and which tests took longest', () => {
  const checks = [
    { title: 'Lint', seconds: 12.4 },
    { title: 'Unit tests', seconds: 150 },
  ]
  const unit = {
    testResults: Array.from({ length: 7 }, (_, n) => ({
      name: `/home/me/tests/a/${n}.test.ts`,
      startTime: 1000,
      endTime: 2000 + n * 1000,
    })),
  }
  const result = (duration: number) => ({ tests: [{ results: [{ duration }] }] })
  const browser = {
    suites: [
      { file: 'quick.spec.ts', specs: [result(900)] },
      {
        file: 'slow.spec.ts',
        specs: [result(2000)],
        suites: [{ specs: [{ tests: [{ results: [{ duration: 3000 }, { duration: 4000 }] }] }] }],
      },
    ],
  }
  expect(toTimeLines(checks, unit, browser)).toEqual([
    'Time: 2.7 min = Lint 12 s + Unit tests 2.5 min',
    'Slowest unit tests: tests/a/6.test.ts 7 s, tests/a/5.test.ts 6 s, tests/a/4.test.ts 5 s, tests/a/3.test.ts 4 s, tests/a/2.test.ts 3 s',
    'Slowest browser tests: slow.spec.ts 9 s, quick.spec.ts 1 s',
  ])
  expect(toTimeLines(checks.slice(0, 1))).toEqual(['Time: 12 s = Lint 12 s'])
})
