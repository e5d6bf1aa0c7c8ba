import { useContext } from 'react'
import type { Ms } from '@/lib/protocol/event'
import type { Call } from '@/lib/run-view/run-view'
import { toCallSpans } from '@/lib/run-view/timeline'
import { RunTimeContext, useBarSpan, useServerNow } from './run-time'

/** When in the run a call was written and ran. Live parts end exactly at now. A picture only: the clock says it in words. */
export const TimeBar = ({ call }: { call: Call }) => {
  const { startedAt } = useContext(RunTimeContext)
  const span = useBarSpan()
  const now = useServerNow(!('endedAt' in call))
  return (
    <span className="time-bar" data-slot="time-bar" aria-hidden="true">
      {partsOf(call, startedAt, now).map(({ look, from, to }) => (
        <i key={look} data-look={look} style={{ left: percent((from - startedAt) / span), width: percent((to - from) / span) }} />
      ))}
    </span>
  )
}

type Part = { look: 'written' | 'runs' | 'done' | 'failed'; from: Ms; to: Ms }

/** While a call goes on, what is written and what runs; then one bar for all of it. A step of an earlier version has no time here. */
const partsOf = (call: Call, runStartedAt: Ms, now: Ms): Part[] => {
  if (call.startedAt < runStartedAt) return []
  const { from, to, spans } = toCallSpans(call, now)
  switch (call.state) {
    case 'done':
    case 'failed':
      return [{ look: call.state, from, to }]
    default:
      return spans.flatMap((span): Part[] => {
        if (span.look === 'writing') return [{ ...span, look: 'written' }]
        return span.look === 'running' ? [{ ...span, look: 'runs' }] : []
      })
  }
}

const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`
