import type { BranchPoint, NumberedEvent, Seq } from '@/lib/protocol/event'
import type { StoredRun } from './thread-view'

/**
 * The events of a run for readers that only fold them: consecutive pieces of one text, one thought or one call's arguments
 * are joined, which makes a long answer about a hundred times smaller. Folding what comes out gives the same view as folding
 * what went in, and so does every prefix of it as the events up to the `seq` that it ends with.
 *
 * A joined event has the `seq` and the `timestamp` of its last piece. The first piece of a text or a thought stays alone,
 * because its time is that of the first token; pieces are not joined across a `seq` of `boundaries`, where other runs start.
 */
export const compact = (events: readonly NumberedEvent[], boundaries: ReadonlySet<Seq> = noBoundaries): NumberedEvent[] => {
  const compacted: NumberedEvent[] = []
  /** The pieces that the next event may join, none of which is in `compacted` yet. */
  let open: { first: Piece; last: Piece; deltas: string[] } | undefined
  const flush = (): void => {
    if (!open) return
    const { first, last, deltas } = open
    compacted.push(deltas.length === 1 ? first : { ...first, delta: deltas.join(''), seq: last.seq, timestamp: last.timestamp })
    open = undefined
  }
  let before: NumberedEvent | undefined
  for (const event of events) {
    if (!isPiece(event)) {
      flush()
      compacted.push(event)
    } else if (open && isSameSpan(open.last, event) && !boundaries.has(open.last.seq)) {
      open.deltas.push(event.delta)
      open.last = event
    } else {
      flush()
      const isFirst = !before || !isPiece(before) || !isSameSpan(before, event)
      if (isFirst && event.type !== 'TOOL_CALL_ARGS') compacted.push(event)
      else open = { first: event, last: event, deltas: [event.delta] }
    }
    before = event
  }
  flush()
  return compacted
}

const noBoundaries: ReadonlySet<Seq> = new Set()

/**
 * The runs of one question with their events compacted: `foldRuns` and `findInheritedSteps` give for them what they give for `runs`.
 * `next` is where a run starts that is not among them yet.
 */
export const compactRuns = (runs: readonly StoredRun[], next?: BranchPoint): StoredRun[] => {
  const points = [...runs.map(({ from }) => from), next]
  return runs.map((run) => {
    const starts = points.flatMap((from) => (from?.runId === run.runId ? from.seq : []))
    return { ...run, events: compact(run.events, new Set(starts)) }
  })
}

type Piece = Extract<NumberedEvent, { delta: string }>

/** An empty one does not count as a token, so it is never the first. The `delta` of AG-UI's other events is a patch, which is no text to join. */
const isPiece = (event: NumberedEvent): event is Piece =>
  'delta' in event && typeof event.delta === 'string' && event.delta !== ''

const isSameSpan = (one: Piece, other: Piece): boolean => one.type === other.type && spanOf(one) === spanOf(other)

const spanOf = (piece: Piece): string => ('toolCallId' in piece ? piece.toolCallId : piece.messageId)
