import { GitFork } from 'lucide-react'
import { memo, type ReactNode, useLayoutEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { glide } from '@/components/ui/media'
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
    <div className={cn(!alone && 'relative flow-root')}>
      {!alone && (
        <>
          <GroupHead icon={<GitFork size={14} aria-hidden />} className="min-h-8.5">
            <span>
              <b className="font-medium text-ink-2">At the same time</b>&ensp;{toGroupWords(calls)}
            </span>
          </GroupHead>
          <span className="-bottom-0.5 absolute top-7.5 left-[23.5px] w-px bg-line-2 group-last/item:hidden max-sm:hidden" />
        </>
      )}
      <ol
        ref={lanes}
        className={cn(
          !alone && 'mr-3 mb-2 ml-11.75 divide-y divide-line overflow-hidden rounded-md border border-line max-sm:mx-2.5',
        )}
        role={alone ? 'presentation' : undefined}
        aria-label={alone ? undefined : 'At the same time'}
      >
        {calls.map((call) => (
          <CallStep key={call.toolCallId} call={call} isLane={!alone} {...rest} />
        ))}
      </ol>
    </div>
  )
})

/** The line above a group of steps, which hangs on the line that joins the rows as they do. */
export const GroupHead = ({ icon, className, children }: { icon: ReactNode; className: string; children: ReactNode }) => (
  <span className={cn('relative flex items-center gap-2.75 px-3 text-ink-3 text-xs', className)}>
    <span className="relative z-raised grid w-6 place-items-center bg-surface">{icon}</span>
    {children}
  </span>
)

/** True for a call that has no result yet. */
export const isUnderWay = (call: Call): boolean => call.state === 'writing' || call.state === 'queued' || call.state === 'running'

/** "2 running", "1 of 3 finished", "2 finished". */
const toGroupWords = (calls: Call[]): string => {
  const live = calls.filter(isUnderWay).length
  const finished = calls.filter((call) => call.state === 'done' || call.state === 'failed').length
  if (finished === calls.length) return `${finished} finished`
  return live > 0 && finished === 0 ? `${live} running` : `${finished} of ${calls.length} finished`
}
