import type { MessageId, Ms } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/state'

/** Thinking is one row from `REASONING_START` to `REASONING_END`, however many messages lie between. */
export const openThinking = (run: RunView, id: MessageId, at: Ms): RunView => {
  const step = run.steps[findOpen(run)]
  if (step?.kind !== 'thinking') return { ...run, steps: [...run.steps, { kind: 'thinking', id, text: '', startedAt: at }] }
  return step.text === '' ? run : addThought(run, '\n\n')
}

/** The run with more of the thought that is open; without one it stays as it is. */
export const addThought = (run: RunView, delta: string): RunView => {
  const index = findOpen(run)
  const step = run.steps[index]
  if (step?.kind !== 'thinking') return run
  return { ...run, steps: run.steps.with(index, { ...step, text: step.text + delta }) }
}

/** The run with its open thought ended at `at`, in ms; without one it stays as it is. */
export const closeThinking = (run: RunView, at: Ms): RunView => {
  const index = findOpen(run)
  const step = run.steps[index]
  if (step?.kind !== 'thinking') return run
  return { ...run, steps: run.steps.with(index, { ...step, endedAt: at }) }
}

const findOpen = (run: RunView): number =>
  run.steps.findLastIndex((step) => step.kind === 'thinking' && step.endedAt === undefined)
