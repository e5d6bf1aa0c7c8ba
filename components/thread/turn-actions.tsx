'use client'

import { Check, ChevronDown, ChevronLeft, ChevronRight, Copy, Play, RotateCcw } from 'lucide-react'
import { type ReactNode, useContext } from 'react'
import { useCopyAnswer } from '@/components/answer/answer-section'
import { ariaKeys } from '@/components/context/commands'
import { InspectorContext, ModelsContext, ReplayContext, useStartButton } from '@/components/context/thread-context'
import { preloadInspector } from '@/components/inspector/lazy-inspector'
import { preloadReplay } from '@/components/replay/lazy-replay-bar'
import { ShareButton } from '@/components/share/share-button'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { MenuButton } from '@/components/ui/menu'
import type { ChatActions } from '@/lib/client/chat/chat-state'
import type { MessageId } from '@/lib/protocol/event'
import { elapsedOf, formatCount, formatDuration } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { shownQuestion, type TurnView } from '@/lib/run-view/thread-view'

type Props = {
  turn: TurnView
  run: RunView
  isLast: boolean
  onChoose: ChatActions['choose']
  /** Without a model, the one that is chosen in the composer answers. */
  onRegenerate(modelId?: string): void
}

/** The actions of a finished turn: copy, regenerate, share, replay, choose a version; and its totals. */
export const TurnActions = ({ turn, run, isLast, onChoose, onRegenerate }: Props) => {
  const regenerate = useStartButton(() => onRegenerate())
  if (!isEnded(run)) return null
  const isStopped = isLast && run.state.name === 'stopped'
  return (
    <ActionRow
      run={run}
      isAlwaysShown={isLast}
      copyKeys={isLast ? ariaKeys('copy-answer') : undefined}
      totals={
        <>
          {isStopped && 'Stopped by you'}
          <Totals run={run} isAfterText={isStopped} />
        </>
      }
    >
      <IconButton label="Regenerate" variant="quiet" {...regenerate}>
        <RotateCcw size={16} />
      </IconButton>
      <RegenerateWith modelId={run.model.id} onRegenerate={onRegenerate} />
      <ShareButton name="Share answer" what={{ kind: 'run', threadId: run.threadId, question: shownQuestion(turn), run }} />
      <ReplayButton messageId={turn.messageId} run={run} />
      {turn.versions.length > 1 && <Versions turn={turn} onChoose={onChoose} />}
    </ActionRow>
  )
}

type RowProps = {
  run: RunView
  /** Otherwise, with a mouse, only while the pointer is over the turn or the focus is in the row. */
  isAlwaysShown: boolean
  /** The shortcut for Copy, as in `aria-keyshortcuts`. */
  copyKeys?: string | undefined
  /** Shown at the end of the row. */
  totals: ReactNode
  /** Further buttons, after Copy. */
  children: ReactNode
}

/** The row of actions under an answer. */
export const ActionRow = ({ run, isAlwaysShown, copyKeys, totals, children }: RowProps) => {
  const { state, copyAnswer } = useCopyAnswer(run)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div
      role="group"
      aria-label="Answer"
      className={cn(
        '-mt-1.5 -ml-2 flex min-h-8 items-center gap-0.5 text-ink-3 text-xs coarse:-ml-3',
        !isAlwaysShown &&
          'transition-opacity print:opacity-100! hoverable:opacity-0 hoverable:focus-within:opacity-100 hoverable:group-hover/turn:opacity-100',
      )}
    >
      {run.answer && (
        <IconButton
          label={state === 'copied' ? 'Copied' : 'Copy answer'}
          variant="quiet"
          aria-keyshortcuts={copyKeys}
          onClick={copyAnswer}
        >
          {state === 'copied' ? <Check size={16} /> : <Copy size={16} />}
        </IconButton>
      )}
      {children}
      <span role="status">{state === 'refused' && 'Copying is blocked here. Select the text instead.'}</span>
      <span className="ml-auto flex items-center tabular-nums">{totals}</span>
    </div>
  )
}

/** Regenerates with another model; nothing where there is no other. */
const RegenerateWith = ({ modelId, onRegenerate }: { modelId: string; onRegenerate(modelId: string): void }) => {
  const others = useContext(ModelsContext).filter(({ id }) => id !== modelId)
  const { onClick: _, ...button } = useStartButton(() => undefined)
  if (others.length === 0) return null
  return (
    <MenuButton
      label="Regenerate with…"
      variant="quiet"
      menuLabel="Regenerate with"
      items={others.map(({ id, label }) => ({ id, label, run: () => onRegenerate(id) }))}
      {...button}
    >
      <ChevronDown size={14} />
    </MenuButton>
  )
}

type TotalsProps = { run: RunView /** There is text before them. */; isAfterText: boolean }

/** What the run took; a press opens its details. Hidden on phones, which have no room. */
const Totals = ({ run, isAfterText }: TotalsProps) => {
  const details = useContext(InspectorContext)
  const className = cn('max-sm:hidden', isAfterText && "before:mr-0.75 before:ml-0.5 before:content-['·']")
  const text = formatTotals(run).join(' · ')
  if (!details) return <span className={className}>{text}</span>
  return (
    <button
      type="button"
      className={cn(className, '-mr-1.5 min-h-8 rounded-sm pr-1.5 hover:text-ink', !isAfterText && 'pl-1.5')}
      title="Run details"
      onPointerEnter={preloadInspector}
      onFocus={preloadInspector}
      onClick={() => details.onShow(run.runId, 'timeline')}
    >
      {text}
      <span className="sr-only" data-slot="visually-hidden">
        , run details
      </span>
    </button>
  )
}

/** Shows which version of the answer this is, and switches to the others. */
const Versions = ({ turn, onChoose }: Pick<Props, 'turn' | 'onChoose'>) => {
  const count = turn.versions.length
  const choose = (version: number) => onChoose(turn.messageId, version)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <span role="group" aria-label="Versions" className="ml-0.5 flex items-center text-ink-2 tabular-nums print:hidden">
      <VersionButton name="Previous version" version={turn.chosen - 1} count={count} onChoose={choose}>
        <ChevronLeft size={16} />
      </VersionButton>
      {turn.chosen + 1} / {count}
      <VersionButton name="Next version" version={turn.chosen + 1} count={count} onChoose={choose}>
        <ChevronRight size={16} />
      </VersionButton>
    </span>
  )
}

type VersionButtonProps = { name: string; version: number; count: number; onChoose(version: number): void; children: ReactNode }

/** At the first and last version it is `aria-disabled`: `disabled` would lose the focus. */
const VersionButton = ({ name, version, count, onChoose, children }: VersionButtonProps) => {
  const exists = version >= 0 && version < count
  return (
    <IconButton
      label={name}
      variant="quiet"
      size="narrow"
      aria-disabled={!exists || undefined}
      onClick={() => exists && onChoose(version)}
    >
      {children}
    </IconButton>
  )
}

/** Model, tokens (where the provider counts them) and time: `['GPT-4.1 mini', '1,284 tokens', '6.8 s']`. */
export const formatTotals = (run: RunView): string[] => [
  run.model.label,
  ...(run.totalTokens ? [formatCount(run.totalTokens, ['token', 'tokens'])] : []),
  formatDuration(elapsedOf(run, run.lastEventAt)),
]

/** The button under a finished run that replays it; nothing where a replay is not possible. */
export const ReplayButton = ({ messageId, run }: { messageId: MessageId; run: RunView }) => {
  const onReplay = useContext(ReplayContext)
  const start = useStartButton(() => onReplay?.(messageId, run))
  // A run that never reached the server has no events.
  if (!onReplay || run.lastSeq === 0) return null
  return (
    <IconButton
      label="Replay"
      variant="quiet"
      onPointerEnter={preloadReplay}
      onFocus={preloadReplay}
      {...start}
      data-replay-button
    >
      <Play size={16} aria-hidden />
    </IconButton>
  )
}
