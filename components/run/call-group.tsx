import { GitFork } from 'lucide-react'
import { memo, useLayoutEffect, useRef } from 'react'
import { glide } from '@/components/ui/glide'
import type { Call } from '@/lib/run-view/run-view'
import { CallStep } from './call-step'

type Props = { calls: Call[]; enters: boolean; wentOn: boolean; wentWell: boolean }

/**
 * The calls of one turn. A single one is a plain step; when a second is named they become lanes of one group, in the
 * order their names arrived. Both are the same elements, so that an open row stays open and keeps its focus.
 */
export const CallGroup = memo(({ calls, ...rest }: Props) => {
  const alone = calls.length === 1
  const lanes = useRef<HTMLOListElement>(null)
  const wasAlone = useRef(alone)
  useLayoutEffect(() => {
    // The first one goes under the label of the group from where it stood.
    if (wasAlone.current && !alone && lanes.current)
      glide(lanes.current, { x: -lanes.current.offsetLeft, y: -lanes.current.offsetTop })
    wasAlone.current = alone
  }, [alone])
  return (
    <div className="group" data-alone={alone || undefined}>
      {!alone && (
        <div className="group-label">
          <span className="fork">
            <GitFork size={14} aria-hidden="true" />
          </span>
          <span>
            <b>At the same time</b>&ensp;{toGroupWords(calls)}
          </span>
        </div>
      )}
      {!alone && <span className="spine" />}
      <ol
        ref={lanes}
        className="lanes"
        role={alone ? 'presentation' : undefined}
        aria-label={alone ? undefined : 'At the same time'}
      >
        {calls.map((call) => (
          <CallStep key={call.toolCallId} call={call} {...rest} />
        ))}
      </ol>
    </div>
  )
})

/** True for a call that has no result yet. */
export const isUnderWay = (call: Call): boolean => call.state === 'writing' || call.state === 'queued' || call.state === 'running'

/** "2 running", "1 of 3 finished", "2 finished". */
const toGroupWords = (calls: Call[]): string => {
  const live = calls.filter(isUnderWay).length
  const finished = calls.filter((call) => call.state === 'done' || call.state === 'failed').length
  if (finished === calls.length) return `${finished} finished`
  return live > 0 && finished === 0 ? `${live} running` : `${finished} of ${calls.length} finished`
}
