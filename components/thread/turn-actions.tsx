'use client'

import { Check, ChevronDown, ChevronLeft, ChevronRight, Copy, RotateCcw } from 'lucide-react'
import { type ReactNode, useCallback, useContext, useState } from 'react'
import { useCopyAnswer } from '@/components/answer/use-copy-answer'
import { useStartButton } from '@/components/context/busy'
import { DetailsContext } from '@/components/context/inspector-context'
import { ModelsContext } from '@/components/context/models-context'
import { preloadDetails } from '@/components/inspector/lazy-inspector'
import { ReplayButton } from '@/components/replay/replay-button'
import { ShareButton } from '@/components/share/share-button'
import { Menu } from '@/components/ui/menu'
import type { ChatActions } from '@/lib/client/chat/chat-state'
import { elapsedOf, toClock } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/run-view'
import type { Turn } from '@/lib/run-view/thread-view'

type Props = {
  turn: Turn
  run: RunView
  isLast: boolean
  onChoose: ChatActions['choose']
  /** With the model that answers next, or with this one. */
  onRegenerate(modelId?: string): void
}

/** Under a finished turn: copy, a new version, which version is shown, and what it took. */
export const TurnActions = ({ turn, run, isLast, onChoose, onRegenerate }: Props) => {
  const { state, copyAnswer } = useCopyAnswer(run)
  const regenerate = useStartButton(() => onRegenerate())
  if (!isEnded(run)) return null
  const { answer } = run
  const count = turn.versions.length
  const choose = (version: number) => onChoose(turn.messageId, version)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="turn-actions" role="group" aria-label="Answer" data-last={isLast || undefined}>
      {answer && (
        <button
          type="button"
          className="ib"
          aria-label={state === 'copied' ? 'Copied' : 'Copy answer'}
          aria-keyshortcuts={isLast ? 'Control+Shift+C Shift+Meta+C' : undefined}
          onClick={copyAnswer}
        >
          {state === 'copied' ? <Check size={16} /> : <Copy size={16} />}
        </button>
      )}
      <button type="button" className="ib" aria-label="Regenerate" {...regenerate}>
        <RotateCcw size={16} />
      </button>
      <RegenerateWith modelId={run.model.id} onRegenerate={onRegenerate} />
      <ShareButton name="Share answer" what={{ kind: 'run', threadId: run.threadId, question: turn.question, run }} />
      <ReplayButton turnId={turn.messageId} run={run} />
      {count > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <span className="versions" role="group" aria-label="Versions">
          <VersionButton name="Previous version" version={turn.chosen - 1} count={count} onChoose={choose}>
            <ChevronLeft size={16} />
          </VersionButton>
          {turn.chosen + 1} / {count}
          <VersionButton name="Next version" version={turn.chosen + 1} count={count} onChoose={choose}>
            <ChevronRight size={16} />
          </VersionButton>
        </span>
      )}
      <span role="status" className="turn-said">
        {state === 'refused' && 'Copying is blocked here. Select the text instead.'}
      </span>
      {isLast && run.state.name === 'stopped' && <span className="turn-stopped">Stopped by you</span>}
      <Totals run={run} />
    </div>
  )
}

/** Another answer by another model than this one's; nothing where there is no other. */
const RegenerateWith = ({ modelId, onRegenerate }: { modelId: string; onRegenerate(modelId: string): void }) => {
  const others = useContext(ModelsContext).filter(({ id }) => id !== modelId)
  const [isOpen, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  const start = useStartButton(() => setOpen(true))
  if (others.length === 0) return null
  return (
    <span className="regenerate-with">
      <button type="button" className="ib" aria-label="Regenerate with…" aria-haspopup="menu" aria-expanded={isOpen} {...start}>
        <ChevronDown size={14} />
      </button>
      {isOpen && (
        <Menu
          label="Regenerate with"
          items={others.map(({ id, label }) => ({ id, label: `With ${label}`, run: () => onRegenerate(id) }))}
          onClose={close}
        />
      )}
    </span>
  )
}

/** What the run took; pressed, they are taken apart in its details. */
const Totals = ({ run }: { run: RunView }) => {
  const details = useContext(DetailsContext)
  const words = totalsOf(run).join(' · ')
  if (!details) return <span className="totals">{words}</span>
  return (
    <button
      type="button"
      className="totals"
      title="Run details"
      onPointerEnter={preloadDetails}
      onFocus={preloadDetails}
      onClick={() => details.onShow(run.runId, 'timeline')}
    >
      {words}
      <span className="sr-only" data-slot="visually-hidden">
        , run details
      </span>
    </button>
  )
}

type VersionButtonProps = { name: string; version: number; count: number; onChoose(version: number): void; children: ReactNode }

/** At the first and last version it does nothing but stays: `disabled` would take the focus from the key that got it there. */
const VersionButton = ({ name, version, count, onChoose, children }: VersionButtonProps) => {
  const isThere = version >= 0 && version < count
  return (
    <button
      type="button"
      className="ib"
      aria-label={name}
      aria-disabled={!isThere || undefined}
      onClick={() => isThere && onChoose(version)}
    >
      {children}
    </button>
  )
}

/** "GPT-4.1 mini · 1,284 tokens · 6.8 s"; tokens only where the provider told them. */
export const totalsOf = (run: RunView): string[] => [
  run.model.label,
  ...(run.totalTokens ? [`${run.totalTokens.toLocaleString('en-GB')} ${run.totalTokens === 1 ? 'token' : 'tokens'}`] : []),
  toClock(elapsedOf(run, run.lastEventAt)),
]
