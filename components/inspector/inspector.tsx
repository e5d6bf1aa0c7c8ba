import { memo } from 'react'
import { useMedia } from '@/components/ui/media'
import type { RunView } from '@/lib/run-view/run-view'
import { InspectorBody } from './inspector-body'
import { InspectorPanel } from './inspector-panel'
import { InspectorSheet } from './inspector-sheet'
import type { InspectorProps } from './use-inspector'

/** Beside the thread where there is room, over its right side on a tablet, from below on a phone. */
export const Inspector = memo(
  ({ details, ...props }: InspectorProps) => {
    const Frame = useMedia('(width < 640px)') ? InspectorSheet : InspectorPanel
    return (
      <Frame onClose={details.onClose}>
        <InspectorBody details={details} {...props} />
      </Frame>
    )
  },
  (before, after) => looksTheSame(before, after),
)

/** Clocks on both sides tell slightly different times with each event; less than this is not worth drawing anew. */
const skewToleranceMs = 200

/** The details need not be drawn again for a word of the answer, which comes thirty times a second. */
const looksTheSame = (before: InspectorProps, after: InspectorProps): boolean => {
  const [a, b] = [before.details, after.details]
  return (
    a.tab === b.tab &&
    a.rowId === b.rowId &&
    a.takesFocus === b.takesFocus &&
    Math.abs(before.skewMs - after.skewMs) < skewToleranceMs &&
    before.isReplay === after.isReplay &&
    (!after.isReplay || a.run?.lastSeq === b.run?.lastSeq) &&
    isSameRun(a.run, b.run)
  )
}

const isSameRun = (a: RunView | undefined, b: RunView | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.runId === b.runId &&
    a.steps === b.steps &&
    a.turns === b.turns &&
    a.sources === b.sources &&
    a.state.name === b.state.name &&
    a.startedAt === b.startedAt &&
    a.firstTokenAt === b.firstTokenAt &&
    a.totalTokens === b.totalTokens &&
    a.lastSeq > 0 === b.lastSeq > 0 &&
    a.answer?.messageId === b.answer?.messageId &&
    a.answer?.state === b.answer?.state &&
    (a.answer?.text === '') === (b.answer?.text === ''))
