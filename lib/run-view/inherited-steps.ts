import type { BranchPoint, Source, ToolCallId } from '@/lib/protocol/event'
import { addSources } from '@/lib/protocol/sources'
import { type Call, callsOf, type InheritedSteps, isFinished, type NextCall, type RunView, type StepItem } from './state'

/**
 * What a new run keeps of another one, `parent`, which is folded up to the point where the new one starts. Answer, notice and
 * all that is unfinished are left behind; so are thinking and notes that led to no step which is kept, since the model goes
 * there again.
 */
export const toInheritedSteps = (parent: RunView, { action, toolCallId, args }: BranchPoint): InheritedSteps => {
  switch (action) {
    case 'edit':
    case 'regenerate':
      return noInheritedSteps
    case 'continue':
      return withNextCall(inherit(parent, upToLastCalls(withCalls(parent.steps, isFinished))), parent.nextCall)
    case 'answer-now':
      // The answer is to say what is missing, so a step that got no result stays as failed.
      return inherit(parent, upToLastCalls(withCalls(parent.steps, (call) => call.state === 'done' || call.state === 'failed')))
    case 'retry-call':
      return upToRetriedCall(parent, toolCallId, args)
  }
}

/** What a run begins with that keeps nothing of another, or that starts from one which is gone. */
export const noInheritedSteps: InheritedSteps = { steps: [], sources: [], turns: 0 }

/** The run before its own first event, with the steps that it inherits. */
export const withInheritedSteps = (run: RunView, inheritedSteps: InheritedSteps): RunView => {
  const { steps, sources, call, mode } = inheritedSteps
  const isEmpty = steps.length === 0 && !call
  return { ...run, steps, sources, ...(call && { nextCall: call }), ...(mode && { mode }), ...(!isEmpty && { inheritedSteps }) }
}

/** Keeps the steps up to that call: the other calls of its turn stay, and what came in later turns goes. */
const upToRetriedCall = (parent: RunView, toolCallId: ToolCallId | undefined, args: string | undefined): InheritedSteps => {
  const at = parent.steps.findIndex((step) => step.kind === 'calls' && step.calls.some((call) => call.toolCallId === toolCallId))
  const call = callsOf(parent).find((each) => each.toolCallId === toolCallId)
  if (!call) return inherit(parent, upToLastCalls(withCalls(parent.steps, isFinished)))
  const steps = withCalls(parent.steps.slice(0, at + 1), (each) => each !== call && isFinished(each))
  return withNextCall(inherit(parent, steps), { name: call.name, argsText: args ?? call.argsText })
}

const withNextCall = (inherited: InheritedSteps, call: NextCall | undefined): InheritedSteps =>
  call ? { ...inherited, call } : inherited

const inherit = ({ mode }: RunView, steps: StepItem[]): InheritedSteps => ({
  steps,
  sources: sourcesOf(steps),
  turns: Math.max(0, ...steps.map((step) => (step.kind === 'calls' ? Number(step.id.replace('turn-', '')) : 0))),
  ...(mode && { mode }),
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

const sourcesOf = (steps: StepItem[]): Source[] =>
  steps
    .flatMap((step) => (step.kind === 'calls' ? step.calls : []))
    .reduce((known, call) => addSources(known, foundBy(call)), noSources)

const noSources: Source[] = []

const foundBy = (call: Call): Source[] => (call.state === 'done' ? (call.result.sources ?? []) : [])
