import { type PlanItem, planStates, planToolName } from '@/lib/protocol/plan'
import { type JsonToken, toJsonTokens, toTokenText } from './json-tokens'
import { type Call, callsOf, type RunView, type StepItem } from './state'

/** The plan of a run as it stands. */
export type Plan = {
  items: PlanItem[]
  /** Its last task is still being written. */
  isGrowing: boolean
  /** "3 of 6", by the newest version that is complete; absent while the first one is being written. */
  count?: string
}

/** True for a call by which a plan is written. */
export const isPlanCall = ({ name, words }: Pick<Call, 'name' | 'words'>): boolean =>
  name === planToolName && words.noun[0] === 'plan'

/** True for such a call that is shown as the plan, and as no step. One that the tool refused is a step that failed. */
export const isShownAsPlan = (call: Call): boolean => isPlanCall(call) && (call.state !== 'failed' || call.lost === true)

/**
 * The plan of a run, read off the calls that wrote it: the newest one counts. While a plan is written anew its list has the tasks of the
 * one before that this has not come to yet, and none more, so that its length changes once. `undefined` where there is none.
 */
export const planOf = ({ steps }: Pick<RunView, 'steps'>): Plan | undefined => {
  const written: WrittenPlan[] = []
  for (const step of steps.toReversed()) {
    if (step.kind !== 'calls') continue
    for (const call of step.calls.toReversed()) if (isShownAsPlan(call)) written.unshift(readPlan(call))
    if (written[0]?.isWhole) break
  }
  let items: PlanItem[] = []
  let growing: PlanItem | undefined
  for (const { whole, isWritten, last } of written) {
    growing = items.length === 0 ? last : undefined
    items = isWritten || items.length === 0 ? whole : [...whole, ...items.slice(whole.length)].slice(0, items.length)
  }
  if (items.length === 0 && !growing) return undefined
  return {
    items: growing ? [...items, growing] : items,
    isGrowing: growing !== undefined,
    ...(written[0]?.isWhole && { count: formatPlanCount(written[0].whole) }),
  }
}

/** The calls that are steps of a run, in order: all but those that are shown as its plan. */
export const stepCallsOf = (run: Pick<RunView, 'steps'>): Call[] => callsOf(run).filter((call) => !isShownAsPlan(call))

/** The steps without the calls that are shown as the plan. What has none stays the same object, and so does what was asked before. */
export const stepsBesidePlan = (steps: StepItem[]): StepItem[] =>
  steps.flatMap((step) => {
    const rest = besides.get(step) ?? besidePlan(step)
    besides.set(step, rest)
    return rest
  })

const besides = new WeakMap<StepItem, StepItem[]>()

const besidePlan = (step: StepItem): StepItem[] => {
  if (step.kind !== 'calls' || !step.calls.some(isShownAsPlan)) return [step]
  const calls = step.calls.filter((call) => !isShownAsPlan(call))
  return calls.length === 0 ? [] : [{ ...step, calls }]
}

/** What a call has written so far. */
export const planItemsOf = (call: Call): PlanItem[] => readPlan(call).whole

/** "3 of 6": the tasks that are done, of those that were not dropped. */
export const formatPlanCount = (items: readonly PlanItem[]): string => {
  const kept = items.filter(({ state }) => state !== 'dropped')
  return `${kept.filter(({ state }) => state === 'done').length} of ${kept.length}`
}

/** What a call has written: the tasks that are complete, and the one that is being written. `isWhole`: it is done. */
type WrittenPlan = { whole: PlanItem[]; last?: PlanItem; isWritten: boolean; isWhole: boolean }

/** A call that has not changed has written the same, and the steps are drawn again with each token. */
const known = new WeakMap<Call, WrittenPlan>()

const readPlan = (call: Call): WrittenPlan => {
  const before = known.get(call)
  if (before) return before
  const { items, last } = parseItems(call.argsText)
  const isWhole = call.state === 'done'
  const isWritten = isWhole || call.argsEndedAt !== undefined
  const plan = { whole: items, ...(last && call.state === 'writing' && { last }), isWritten, isWhole }
  known.set(call, plan)
  return plan
}

/** The members of `items` in `{"items":[{"task":"…","state":"todo"}, …`, which may stop anywhere. */
const parseItems = (argsText: string): { items: PlanItem[]; last?: PlanItem } => {
  const items: PlanItem[] = []
  let item: { task?: string; state: PlanItem['state'] } | undefined
  let list = ''
  let key = ''
  for (const token of toJsonTokens(argsText).tokens) {
    const { kind, depth } = token
    if (kind === 'key' && depth === 1) list = toValue(token)
    else if (list !== 'items') continue
    else if (kind === 'open' && depth === 2) item = { state: 'todo' }
    else if (kind === 'key' && depth === 3) key = toValue(token)
    else if (kind === 'string' && depth === 3 && item) {
      if (key === 'task') item.task = toValue(token)
      if (key === 'state') item.state = planStates.find((state) => state === toValue(token)) ?? 'todo'
    } else if (kind === 'close' && depth === 2) {
      if (item?.task) items.push({ task: item.task, state: item.state })
      item = undefined
    }
  }
  return { items, ...(item?.task && { last: { task: item.task, state: item.state } }) }
}

/** The text of a string; of one that is cut, what can be read. */
const toValue = (token: JsonToken): string => {
  try {
    return String(JSON.parse(token.raw))
  } catch {
    return toTokenText({ ...token, whole: false })
  }
}
