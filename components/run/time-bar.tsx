import { useContext } from 'react'
import { cn } from '@/components/ui/cn'
import type { Ms } from '@/lib/protocol/event'
import type { Call } from '@/lib/run-view/run-view'
import { toCallSpans } from '@/lib/run-view/timeline'
import { RunTimeContext, useBarSpan, useServerNow } from './run-time'

/** When in the run a call was written and ran. Live parts end exactly at now. A picture only: the clock says it in words. */
export const TimeBar = ({ call, isMended }: { call: Call; isMended: boolean }) => {
  const { startedAt } = useContext(RunTimeContext)
  const span = useBarSpan()
  const isLive = !('endedAt' in call)
  const now = useServerNow(isLive)
  return (
    <span
      data-slot="time-bar"
      aria-hidden
      className={cn(
        'relative h-1.5 w-19 overflow-hidden rounded-full bg-fill max-sm:hidden forced-colors:border forced-colors:border-[CanvasText]',
        isLive && 'flex-none',
      )}
    >
      {partsOf(call, isMended, startedAt, now).map(({ look, from, to }) => (
        <i
          key={look}
          className={cn(part, partLooks[look])}
          style={{ left: percent((from - startedAt) / span), width: percent((to - from) / span) }}
        />
      ))}
    </span>
  )
}

const part = cn('absolute inset-y-0 min-w-0.75 rounded-full forced-color-adjust-none')
const partLooks: Record<Part['look'], string> = {
  written: cn(
    'bg-[repeating-linear-gradient(135deg,var(--color-accent)_0_2px,transparent_2px_4px)] bg-accent-tint',
    'forced-colors:bg-[Canvas] forced-colors:bg-[repeating-linear-gradient(135deg,CanvasText_0_2px,transparent_2px_4px)]',
  ),
  runs: 'bg-accent forced-colors:bg-[CanvasText]',
  done: 'bg-control forced-colors:bg-[CanvasText]',
  failed: 'bg-danger forced-colors:bg-[CanvasText]',
}

type Part = { look: 'written' | 'runs' | 'done' | 'failed'; from: Ms; to: Ms }

/** While a call goes on, what is written and what runs; then one bar for all of it. A step of an earlier version has no time here. */
const partsOf = (call: Call, isMended: boolean, runStartedAt: Ms, now: Ms): Part[] => {
  if (call.startedAt < runStartedAt) return []
  const { from, to, spans } = toCallSpans(call, now)
  switch (call.state) {
    case 'done':
    case 'failed':
      return [{ look: isMended ? 'done' : call.state, from, to }]
    default:
      return spans.flatMap((span): Part[] => {
        if (span.look === 'writing') return [{ ...span, look: 'written' }]
        return span.look === 'running' ? [{ ...span, look: 'runs' }] : []
      })
  }
}

const percent = (share: number): string => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`
