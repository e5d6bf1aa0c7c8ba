import type { PlanItem } from '@/lib/protocol/plan'
import { formatCall, formatInlineResult } from '@/lib/run-view/format-call'
import { planOf, stepCallsOf } from '@/lib/run-view/plan'
import type { Call, RunView } from '@/lib/run-view/state'
import { shownQuestion, shownRun, type ThreadView } from '@/lib/run-view/thread-view'
import { linkCitations, toSourceList } from './answer-markdown'

/**
 * A conversation as one Markdown document: its title, then each question, its steps as a list, and the answer with its
 * citations as links and the sources under it. `origin` completes addresses of our own pages.
 */
export const toThreadMarkdown = ({ title, turns }: ThreadView, origin: string): string => {
  const parts = turns.flatMap((turn) => {
    const run = shownRun(turn)
    return [`## ${toLine(shownQuestion(turn))}`, ...quoteIfLong(shownQuestion(turn)), ...(run ? partsOf(run, origin) : [])]
  })
  return `${[`# ${toLine(title)}`, ...parts].join('\n\n')}\n`
}

const partsOf = (run: RunView, origin: string): string[] => {
  const plan = planOf(run)?.items.map(toTask).join('\n') ?? ''
  const steps = stepCallsOf(run).map(toStep).join('\n')
  const answer = run.answer?.text.trim() ?? ''
  return [
    plan,
    steps,
    answer === '' ? '' : linkCitations(answer, run.sources, origin),
    run.state.name === 'done' ? '' : `*${endingOf(run)}*`,
    run.sources.length === 0 ? '' : toSourceList(run.sources, origin),
  ].filter((part) => part !== '')
}

/** A task of a plan, in the notation that GitHub and others draw as a list of tasks. */
const toTask = ({ task, state }: PlanItem): string => {
  const text = escapeText(toPlainLine(task))
  return `- [${state === 'done' || state === 'dropped' ? 'x' : ' '}] ${state === 'dropped' ? `~~${text}~~` : text}`
}

const toStep = (call: Call): string => {
  const text = toPlainLine(formatCall(call.name, call.argsText, true))
  const result = call.state === 'done' ? (formatInlineResult(call.result) ?? call.result.summary) : undefined
  const outcome = call.state === 'done' ? (result === undefined ? '' : ` = ${toPlainLine(result)}`) : ` (${call.state})`
  return `- ${toCode(`${text}${outcome}`)}`
}

const endingOf = ({ state }: RunView): string => {
  switch (state.name) {
    case 'failed':
    case 'interrupted':
      return escapeText(state.message)
    case 'stopped':
      return 'This run was stopped.'
    default:
      return 'This run has not ended yet.'
  }
}

/** Text as code, in as many ticks as it takes, so that none inside ends it. */
const toCode = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${ticks}${pad}${text}${pad}${ticks}`
}

/** A question of several lines has its first one as heading, and stands below it as it was written. */
const quoteIfLong = (question: string): string[] =>
  question.trim().includes('\n')
    ? [
        question
          .trim()
          .split('\n')
          .map((line) => `> ${escapeText(line)}`.trimEnd())
          .join('\n'),
      ]
    : []

const toLine = (text: string): string => escapeText(text.trim().split('\n')[0]?.trim() ?? '')
const toPlainLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
const escapeText = (text: string): string => text.replace(/[\\`*_[\]<>#|]/g, '\\$&')
