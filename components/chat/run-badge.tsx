import { type ComponentProps, useEffect, useState } from 'react'
import { useNow } from '@/components/context/clock'
import { Badge } from '@/components/ui/status'
import type { Ms, RunId } from '@/lib/protocol/event'
import { type ConnectionState, elapsedOf, formatDuration, formatRunBadge, stoppingNotice } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/state'

type Props = { run: RunView; connection: ConnectionState; isStopping: boolean; skewMs: Ms }

/** How long an ending is shown; endings that are not here stay. */
const shownMs: Partial<Record<RunView['state']['name'], Ms>> = { done: 2000, stopped: 4000 }

const dots: Partial<Record<RunView['state']['name'] | 'reconnecting', ComponentProps<typeof Badge>['dot']>> = {
  working: 'accent',
  answering: 'accent',
  reconnecting: 'warn',
  interrupted: 'warn',
  failed: 'danger',
  done: 'ok',
}

/** What the run does, in a word, with its clock. Screen readers do not read it: the `Announcer` says the same without ticking. */
export const RunBadge = ({ run, connection, isStopping, skewMs }: Props) => {
  const ended = isEnded(run)
  const now = useNow(!ended)
  const gone = useGone(run)
  if (gone) return null

  const { name } = run.state
  const hasClock = name === 'working' || name === 'answering' || name === 'done'
  const isConnected = ended || connection === 'open' || connection === 'connecting'
  const state = isConnected ? name : 'reconnecting'
  return (
    <Badge
      state={state}
      dot={dots[state] ?? 'quiet'}
      isSteady={state === 'connecting' || state === 'working' || state === 'answering'}
      clock={hasClock && isConnected ? formatDuration(elapsedOf(run, now === 0 ? run.lastEventAt : now + skewMs)) : undefined}
      // A connection that is quick to come is not worth a word.
      className={state === 'connecting' ? 'animate-[appear_1ms_300ms_backwards]' : undefined}
    >
      {isStopping && isConnected ? stoppingNotice : formatRunBadge(run, connection)}
    </Badge>
  )
}

/** True once an ending has been shown for long enough, and at once for a run that ended before it was seen here. */
const useGone = (run: RunView): boolean => {
  const [seenLive, setSeenLive] = useState<RunId>()
  const [goneRun, setGoneRun] = useState<RunId>()
  const ended = isEnded(run)
  const span = shownMs[run.state.name]
  const { runId } = run
  if (!ended && seenLive !== runId) setSeenLive(runId)

  useEffect(() => {
    if (!ended || span === undefined) return
    const timer = setTimeout(() => setGoneRun(runId), span)
    return () => clearTimeout(timer)
  }, [ended, span, runId])

  return span !== undefined && (goneRun === runId || seenLive !== runId)
}
