import { formatInlineResult } from './format-call'
import { toRunNotice } from './format-run'
import { type Call, callsOf, isAnswerSettled, isEnded, type RunView } from './run-view'

/** Lines for the two live regions; `assertive` interrupts what is being spoken. */
export type Announcements = { polite: string[]; assertive: string[] }

/**
 * What a screen reader is told between two views of one run: calls that began and ended, the answer when it is
 * there, and how the run ended. Words of the answer are never announced as they come.
 */
export const toAnnouncements = (before: RunView, after: RunView): Announcements => {
  if (before === after) return { polite: [], assertive: [] }
  const polite = [...toCallLines(before, after), ...toWaitLines(before, after)]
  if (isEnded(before) || !isEnded(after)) return { polite, assertive: [] }
  const { state } = after
  const ending = toRunNotice(after)
  if (state.name === 'failed' || state.name === 'interrupted') return { polite, assertive: ending ? [ending] : [] }
  if (state.name === 'stopped') return { polite: [...polite, 'Stopped.'], assertive: [] }
  return { polite: [...polite, ...toAnswerLines(after)], assertive: [] }
}

const toCallLines = (before: RunView, after: RunView): string[] => {
  if (before.steps === after.steps) return []
  const known = new Map(callsOf(before).map((call) => [call.toolCallId, call]))
  return callsOf(after).flatMap((call) => {
    const earlier = known.get(call.toolCallId)
    if (earlier?.state === call.state) return []
    const line = toCallLine(call)
    return line === undefined ? [] : [line]
  })
}

const toWaitLines = (before: RunView, after: RunView): string[] =>
  after.notice?.code === 'waiting' && after.notice.at !== before.notice?.at ? [after.notice.message] : []

const toCallLine = (call: Call): string | undefined => {
  switch (call.state) {
    case 'running':
      return `${call.words.title?.running ?? `Running ${call.name}`}.`
    case 'done': {
      const what = call.words.title ? capitalise(call.words.noun[0]) : call.name
      const result = call.result.summary ?? formatInlineResult(call.result)
      return result === undefined ? `${what} finished.` : `${what} finished, ${trimFullStop(result)}.`
    }
    case 'failed':
      return `${call.words.title?.todo ?? call.name} failed. ${call.result.error?.message ?? ''}`.trim()
    default:
      return undefined
  }
}

const toAnswerLines = (run: RunView): string[] => {
  if (!run.answer || !isAnswerSettled(run)) return ['Finished without an answer.']
  return [`Answer ready. ${firstSentence(run.answer.text)}`]
}

/** In their common forms; the reader of all of them is not worth its weight in what a page loads first. */
const CITATIONS = /\s*(?:\[\^?\d[\d,;\s–-]*\](?!\()|【\d[^】]*】|\ue200[^\ue201]*\ue201)/g

/** Read aloud, so without the signs of Markdown and without the numbers of citations. */
const firstSentence = (markdown: string): string => {
  const plain = markdown
    .replace(CITATIONS, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`#>|]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return /^.*?[.!?](?=\s|$)/.exec(plain)?.[0] ?? plain.slice(0, 200)
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const trimFullStop = (text: string): string => text.replace(/\.$/, '')
