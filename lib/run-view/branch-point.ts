import type { RunBase, Source, ToolCallId } from '@/lib/protocol/event'
import { type Call, callsOf, isFinished, type NextCall, type RunView, type StepItem } from './run-view'

/** What a run that starts from a point in another begins with: what is shown before its own first event, and its scratchpad. */
export type InheritedSteps = {
  /** Notes, thinking and finished calls, as they were. */
  steps: StepItem[]
  /** Of those steps, by number. */
  sources: Source[]
  /** The number of the last turn that is kept; the new run goes on from there. */
  turns: number
  /** The call to make first, as a person asked for it. Absent where the base has no such call. */
  call?: NextCall
}

/**
 * What is kept of a run, folded up to the point where the new one starts. Answer, notice and all that is unfinished are
 * left behind; so are thinking and notes that led to no step which is kept, since the model goes there again.
 */
export const toInheritedSteps = (base: RunView, { action, toolCallId, args }: RunBase): InheritedSteps => {
  switch (action) {
    case 'edit':
    case 'regenerate':
      return seedOf([])
    case 'continue':
      return withNextCall(seedOf(upToLastCalls(withCalls(base.steps, isFinished))), base.nextCall)
    case 'answer-now':
      // The answer is to say what is missing, so a step that got no result stays as failed.
      return seedOf(upToLastCalls(withCalls(base.steps, (call) => call.state === 'done' || call.state === 'failed')))
    case 'retry-call':
      return toRetrySeed(base, toolCallId, args)
  }
}

/** The run before its own first event, with the steps that it starts from. */
export const startFromBranch = (run: RunView, seed: NonNullable<RunView['seed']>): RunView => {
  const { steps, sources, call } = seed
  return {
    ...run,
    steps,
    sources,
    ...(call && { nextCall: call }),
    ...((steps.length > 0 || call) && { seed: { steps, sources, ...(call && { call }) } }),
  }
}

/** Up to that call; the other calls of its turn stay, what came in later turns goes. */
const toRetrySeed = (base: RunView, toolCallId: ToolCallId | undefined, args: string | undefined): InheritedSteps => {
  const at = base.steps.findIndex((step) => step.kind === 'calls' && step.calls.some((call) => call.toolCallId === toolCallId))
  const call = callsOf(base).find((each) => each.toolCallId === toolCallId)
  if (!call) return seedOf(upToLastCalls(withCalls(base.steps, isFinished)))
  const steps = withCalls(base.steps.slice(0, at + 1), (each) => each !== call && isFinished(each))
  return withNextCall(seedOf(steps), { name: call.name, argsText: args ?? call.argsText })
}

const withNextCall = (seed: InheritedSteps, call: NextCall | undefined): InheritedSteps => (call ? { ...seed, call } : seed)

const seedOf = (steps: StepItem[]): InheritedSteps => ({
  steps,
  sources: sourcesOf(steps),
  turns: Math.max(0, ...steps.map((step) => (step.kind === 'calls' ? Number(step.id.replace('turn-', '')) : 0))),
})

/** The steps with these calls only, without thinking that has not ended. Steps that keep all stay the same objects. */
const withCalls = (steps: StepItem[], keeps: (call: Call) => boolean): StepItem[] =>
  steps.flatMap((step): StepItem[] => {
    if (step.kind === 'thinking' && step.endedAt === undefined) return []
    if (step.kind !== 'calls') return [step]
    const calls = step.calls.filter(keeps)
    if (calls.length === 0) return []
    return [calls.length === step.calls.length ? step : { ...step, calls }]
  })

const upToLastCalls = (steps: StepItem[]): StepItem[] => steps.slice(0, steps.findLastIndex(({ kind }) => kind === 'calls') + 1)

const sourcesOf = (steps: StepItem[]): Source[] => {
  const found = steps.flatMap((step) => (step.kind === 'calls' ? step.calls : [])).flatMap(foundBy)
  return [...new Map(found.map((source) => [source.n, source])).values()].sort((a, b) => a.n - b.n)
}

const foundBy = (call: Call): Source[] => (call.state === 'done' ? (call.result.sources ?? []) : [])
