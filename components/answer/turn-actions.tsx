'use client'

import { Check, ChevronLeft, ChevronRight, Copy, RotateCcw } from 'lucide-react'
import type { ChatActions } from '@/lib/client/chat-state'
import { isEnded, type RunView } from '@/lib/view/run-view'
import { elapsedOf, toClock } from '@/lib/view/run-words'
import type { Turn } from '@/lib/view/thread-view'
import { toMarkdown } from './to-markdown'
import { useCopy } from './use-copy'

type Props = {
  turn: Turn
  run: RunView
  isLast: boolean
  onChoose: ChatActions['choose']
  onRegenerate: ChatActions['regenerate']
}

/** Under a finished turn: copy, a new version, which version is shown, and what it took. */
export const TurnActions = ({ turn, run, isLast, onChoose, onRegenerate }: Props) => {
  const { state, copy } = useCopy()
  if (!isEnded(run)) return null
  const { answer } = run
  const count = turn.versions.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="turn-actions" role="group" aria-label="Answer" data-last={isLast || undefined}>
      {answer && (
        <button
          type="button"
          className="ib"
          aria-label={state === 'copied' ? 'Copied' : 'Copy answer'}
          onClick={() => copy(toMarkdown(answer.text, run.sources, location.origin))}
        >
          {state === 'copied' ? <Check size={16} /> : <Copy size={16} />}
        </button>
      )}
      <button type="button" className="ib" aria-label="Regenerate" onClick={() => onRegenerate(turn.messageId)}>
        <RotateCcw size={16} />
      </button>
      {count > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <span className="versions" role="group" aria-label="Versions">
          <button
            type="button"
            className="ib"
            aria-label="Previous version"
            disabled={turn.chosen === 0}
            onClick={() => onChoose(turn.messageId, turn.chosen - 1)}
          >
            <ChevronLeft size={16} />
          </button>
          {turn.chosen + 1} / {count}
          <button
            type="button"
            className="ib"
            aria-label="Next version"
            disabled={turn.chosen === count - 1}
            onClick={() => onChoose(turn.messageId, turn.chosen + 1)}
          >
            <ChevronRight size={16} />
          </button>
        </span>
      )}
      <span role="status" className="turn-said">
        {state === 'refused' && 'Copying is blocked here. Select the text instead.'}
      </span>
      <span className="totals">{totalsOf(run).join(' · ')}</span>
    </div>
  )
}

/** "GPT-4.1 mini · 1,284 tokens · 6.8 s"; tokens only where the provider told them. */
const totalsOf = (run: RunView): string[] => [
  run.model.label,
  ...(run.totalTokens ? [`${run.totalTokens.toLocaleString('en-GB')} ${run.totalTokens === 1 ? 'token' : 'tokens'}`] : []),
  toClock(elapsedOf(run, run.lastEventAt)),
]
