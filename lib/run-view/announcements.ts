import type { Source } from '@/lib/protocol/event'
import { withoutCitations } from './citation-marks'
import { formatInlineResult } from './format-call'
import { formatRunNotice } from './format-notice'
import { formatCount } from './format-run'
import { formatPlanCount, isPlanCall, planItemsOf } from './plan'
import { type Call, callsOf, isAnswerSettled, isEnded, type RunView } from './state'
import { withoutMarkdown } from './without-markdown'

/** Lines for the two live regions; `assertive` interrupts what is being spoken. */
export type Announcements = { polite: string[]; assertive: string[] }

/**
 * What screen readers announce between two views of one run: calls that started and ended, the finished answer,
 * and how the run ended. The answer is never announced while it is written.
 */
export const formatAnnouncements = (before: RunView, after: RunView): Announcements => {
  if (before === after) return { polite: [], assertive: [] }
  const polite = [...formatCalls(before, after), ...formatWaits(before, after)]
  if (isEnded(before) || !isEnded(after)) return { polite, assertive: [] }
  const { state } = after
  const ending = formatRunNotice(after)
  if (state.name === 'failed' || state.name === 'interrupted') return { polite, assertive: ending ? [ending] : [] }
  if (state.name === 'stopped') return { polite: [...polite, 'Stopped.'], assertive: [] }
  return { polite: [...polite, ...formatAnswer(after)], assertive: [] }
}

const formatCalls = (before: RunView, after: RunView): string[] => {
  if (before.steps === after.steps) return []
  const known = new Map(callsOf(before).map((call) => [call.toolCallId, call]))
  return callsOf(after).flatMap((call) => {
    const earlier = known.get(call.toolCallId)
    if (earlier?.state === call.state) return []
    const line =
      isPlanCall(call) && call.state !== 'failed' ? formatPlanChange(call, isFirstPlan(call, after)) : formatCallChange(call)
    return line === undefined ? [] : [line]
  })
}

const formatWaits = (before: RunView, after: RunView): string[] =>
  after.notice?.code === 'waiting' && after.notice.at !== before.notice?.at ? [after.notice.message] : []

/** A plan is said when it is written, and then how far it is: "Plan: 6 tasks.", "3 of 6 tasks done. Now: Compare prices." */
const formatPlanChange = (call: Call, isFirst: boolean): string | undefined => {
  if (call.state !== 'done') return undefined
  const items = planItemsOf(call)
  const now = items.find(({ state }) => state === 'doing')
  const how = isFirst ? `Plan: ${formatCount(items.length, ['task', 'tasks'])}.` : `${formatPlanCount(items)} tasks done.`
  return now ? `${how} Now: ${trimFullStop(now.task)}.` : how
}

const isFirstPlan = (call: Call, run: RunView): boolean =>
  callsOf(run).find((each) => isPlanCall(each) && each.state === 'done')?.toolCallId === call.toolCallId

const formatCallChange = (call: Call): string | undefined => {
  switch (call.state) {
    case 'running':
      return `${call.words.title?.running ?? `Running ${call.name}`}.`
    case 'done': {
      const name = call.words.title ? capitalise(call.words.noun[0]) : call.name
      const result = call.result.summary ?? formatInlineResult(call.result)
      return result === undefined ? `${name} finished.` : `${name} finished, ${trimFullStop(result)}.`
    }
    case 'failed':
      return `${call.words.title?.todo ?? call.name} failed. ${call.result.error?.message ?? ''}`.trim()
    default:
      return undefined
  }
}

const formatAnswer = (run: RunView): string[] => {
  if (!run.answer || !isAnswerSettled(run)) return ['Finished without an answer.']
  return [`Answer ready. ${firstSentence(run.answer.text, run.sources)}`]
}

/** How much of an answer is looked at for its first sentence; characters. */
const beginningChars = 2_000

/** The first sentence without Markdown and citations, as it is read aloud. */
const firstSentence = (markdown: string, sources: Source[]): string => {
  const beginning = markdown.slice(0, beginningChars)
  const plain = withoutMarkdown(withoutCitations(beginning, (n) => sources.some((source) => source.n === n)))
    .replace(/[*|]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain.slice(0, 200)
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const trimFullStop = (text: string): string => text.replace(/\.$/, '')
