import { expect, test } from 'vitest'
import { findEarlierSteps } from '@/components/run/earlier-steps'
import { aCall, doneWith, step } from './run-fixture'

const items = (states: string) =>
  [...states].map((state, index) =>
    step(`turn-${index + 1}`, aCall({ id: `c${index}`, ...(state === 'd' ? doneWith('1') : { state: 'writing' }) })),
  )

test.each([
  ['8 steps stay', 'dddddddd', 0],
  ['the 9th folds five', 'ddddddddw', 5],
  ['and no more until the 14th', 'ddddddddddddw', 5],
  ['which folds ten', 'dddddddddddddw', 10],
  ['only what is done folds', 'ddwdddddd', 2],
  ['nothing folds behind an unfinished first', 'wdddddddd', 0],
])('%s', (_title, states, steps) => expect(findEarlierSteps(items(states)).steps).toBe(steps))
