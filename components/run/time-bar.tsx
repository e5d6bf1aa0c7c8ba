import { useContext } from 'react'
import type { Ms } from '@/lib/protocol/event'
import type { Call } from '@/lib/view/run-view'
import { RunTimeContext, useBarSpan, useServerNow } from './run-time'

/** When in the run a call was written and ran. Live parts end exactly at now. A picture only: the clock says it in words. */
export const TimeBar = ({ call }: { call: Call }) => {
  const { startedAt } = useContext(RunTimeContext)
  const span = useBarSpan()
  const now = useServerNow(!('endedAt' in call))
  return (
    <span className="time-bar" aria-hidden="true">
      {partsOf(call, now).map(({ look, from, to }) => (
        <i
          key={look}
          data-look={look}
          style={{ left: percent((from - startedAt) / span), width: percent((Math.max(to, from) - from) / span) }}
        />
      ))}
    </span>
  )
}

type Part = { look: 'written' | 'runs' | 'done' | 'failed'; from: Ms; to: Ms }

const partsOf = (call: Call, now: Ms): Part[] => {
  const written: Part = { look: 'written', from: call.startedAt, to: call.argsEndedAt ?? now }
  switch (call.state) {
    case 'writing':
    case 'queued':
      return [written]
    case 'running':
      return [
        { ...written, to: call.argsEndedAt ?? call.runningAt },
        { look: 'runs', from: call.runningAt, to: now },
      ]
    case 'done':
    case 'failed':
      return [{ look: call.state, from: call.startedAt, to: call.endedAt }]
    case 'cancelled':
      return []
  }
}

const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`
