import { parseExact } from '@/lib/agent/tools/exact-number'
import { type CallRequest, keyOf, type MadeCall, type ToolResult, type ToolResults } from './messages'
import type { Step, StepValue } from './steps'

/** What is known of a step by the tool results so far. Nothing is computed here. */
export type Settled = { step: Step; request?: CallRequest } & (
  | { state: 'known'; result: ToolResult }
  | { state: 'failed'; reason: string }
  /** It can be called now, or waits for another. */
  | { state: 'ready' | 'waiting' }
  /** A number that it needs was rounded, so the sum is worked out at once instead. */
  | { state: 'left out' }
)

/**
 * The steps of a plan with their results. A person may have changed what a call was given: then the results hold a call
 * that nobody planned, and it stands for the one of its tool that was not made and is most like it. What depends on it
 * follows. A call that its tool refused stands for nothing, so it is made as it was planned.
 */
export function settle(planned: Step[], results: ToolResults): Settled[] {
  const steps = [...planned]
  const free = new Set(results.made.filter(({ refused }) => !refused))
  const claimed = new Set<string>()
  for (;;) {
    const settled = resolve(steps, results)
    for (const { request } of settled) {
      const key = request && keyOf(request)
      const made = key === undefined || claimed.has(key) ? undefined : [...free].find((each) => each.key === key)
      if (key !== undefined) claimed.add(key)
      if (made) free.delete(made)
    }
    const change = [...free].flatMap((made) => {
      const missing = settled.flatMap(({ state, request }, at) =>
        state === 'ready' && request?.name === made.name ? [{ at, request, made }] : [],
      )
      return missing.toSorted((a, b) => countOfSame(b.request, made) - countOfSame(a.request, made)).slice(0, 1)
    })[0]
    if (!change) return settled
    free.delete(change.made)
    claimed.add(change.made.key)
    const step = steps[change.at]
    if (step) steps[change.at] = asMade(step, change.request, change.made)
  }
}

function resolve(steps: Step[], results: ToolResults): Settled[] {
  const settled: Settled[] = []
  for (const step of steps) {
    const needed = step.args.flatMap(([, value]) => (value.type === 'step' ? (settled[value.at] ?? []) : []))
    const failed = needed.find(({ state }) => state === 'failed')
    const isSpare = step.insteadOf !== undefined && !settled.slice(step.insteadOf).some(({ state }) => state === 'left out')
    if (isSpare || needed.some((each) => each.state === 'left out' || isRounded(each))) settled.push({ step, state: 'left out' })
    else if (failed?.state === 'failed') settled.push({ ...failed, step })
    else if (needed.some(({ state }) => state !== 'known')) settled.push({ step, state: 'waiting' })
    else settled.push(withResult(step, settled, results))
  }
  return settled
}

function withResult(step: Step, settled: Settled[], results: ToolResults): Settled {
  const args = step.args.map(([name, value]): CallRequest['args'][number] => [
    name,
    value.type === 'step' ? { type: 'number', value: numberOf(settled[value.at]) ?? '0' } : value,
  ])
  const request = { name: step.name, args }
  const result = results.find(request)
  if (!result) return { step, request, state: 'ready' }
  return result.failed ? { step, request, state: 'failed', reason: result.content } : { step, request, state: 'known', result }
}

/** The number that a step came to. */
export const numberOf = (settled: Settled | undefined): string | undefined =>
  settled?.state === 'known' ? parseExact(settled.result.content.trim())?.toString() : undefined

/** A quotient, root or power that would never end is cut at 40 digits, which is too few to go on from. */
function isRounded(settled: Settled): boolean {
  const number = /^(?:divide|exponentiate)$/.test(settled.step.name) ? parseExact(numberOf(settled) ?? '') : undefined
  return number !== undefined && number.sd() >= 39
}

/** How many arguments are as they were planned. */
const countOfSame = ({ args }: CallRequest, made: MadeCall): number =>
  args.filter(([name, { value }]) => isSame(value, made.args[name])).length

function isSame(planned: string, given: unknown): boolean {
  const [x, y] = [parseExact(planned), parseExact(String(given))]
  return planned === String(given) || (x !== undefined && y !== undefined && x.eq(y))
}

/** A number that is as it was planned keeps where it came from. */
function asMade(step: Step, planned: CallRequest, made: MadeCall): Step {
  const args = step.args.map(([name, value], at): [string, StepValue] => {
    const given = made.args[name]
    if (isSame(planned.args[at]?.[1].value ?? '', given)) return [name, value]
    return [name, { type: value.type === 'text' ? 'text' : 'number', value: String(given) }]
  })
  return { name: step.name, args, ...(step.insteadOf !== undefined && { insteadOf: step.insteadOf }) }
}
