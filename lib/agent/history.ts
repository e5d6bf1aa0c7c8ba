import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'

/** An earlier question of the thread and what was answered; `''` where there was no answer. `sources` counts its sources. */
export type PastTurn = { question: string; answer: string; sources: number }

/**
 * The thread so far as messages, oldest first. Citation numbers are taken out, since numbers begin anew in each run.
 * The oldest turns are left out past that many characters, and the newest one is cut if it is longer by itself; `left`
 * counts those left out.
 */
export function toHistory(turns: PastTurn[], maxHistoryChars: number): { messages: BaseMessage[]; left: number } {
  const messages: BaseMessage[] = []
  let chars = 0
  let kept = 0
  for (const turn of turns.toReversed()) {
    const answer = withoutCitations(turn.answer, turn.sources)
    chars += turn.question.length + answer.length
    if (chars > maxHistoryChars && kept > 0) break
    kept += 1
    const shown = answer.length > maxHistoryChars ? `${answer.slice(0, maxHistoryChars).toWellFormed()} […]` : answer
    messages.unshift(new HumanMessage(turn.question), new AIMessage(shown || '(This question was not answered.)'))
  }
  return { messages, left: turns.length - kept }
}

/** `tall [1][2].` becomes `tall.`; only numbers of sources go, and nothing inside of code. */
export const withoutCitations = (text: string, sources: number): string =>
  sources === 0
    ? text
    : text.replace(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)|[ \t]?\[(\d{1,3})\](?!\()/g, (match, code?: string, n?: string) =>
        code === undefined && Number(n) >= 1 && Number(n) <= sources ? '' : match,
      )
