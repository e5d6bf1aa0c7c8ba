import type { StepItem } from '@/lib/run-view/run-view'

/** How many items at the head of the list fold into one line, and how many steps they hold. */
type Earlier = { items: number; steps: number }

/**
 * More than 8 steps: earlier finished ones fold into "5 earlier steps". They fold five at a time, so that the list
 * does not creep with each new step, and only as far as everything is done: a failure stays in sight.
 */
export const earlierOf = (items: StepItem[]): Earlier => {
  const total = items.reduce((sum, item) => sum + countSteps(item), 0)
  if (total <= maxSteps) return { items: 0, steps: 0 }
  const wanted = Math.floor((total - keptSteps) / foldedAtOnce) * foldedAtOnce
  let earlier: Earlier = { items: 0, steps: 0 }
  let steps = 0
  for (const [index, item] of items.entries()) {
    steps += countSteps(item)
    if (steps > wanted || !isDone(item)) break
    if (item.kind === 'calls') earlier = { items: index + 1, steps }
  }
  return earlier
}

const maxSteps = 8
const keptSteps = 4
const foldedAtOnce = 5

const countSteps = (item: StepItem): number => (item.kind === 'calls' ? item.calls.length : 0)

const isDone = (item: StepItem): boolean => item.kind !== 'calls' || item.calls.every((call) => call.state === 'done')
