import { createLatePart } from '@/components/answer/late-part'
import type { Call } from '@/lib/view/run-view'

const body = createLatePart(() => import('./step-body').then(({ StepBody }) => StepBody))

/** Fetches what an opened step shows: tables, trees, cards of pages. Call it when a step is likely to come. It never rejects. */
export const preloadStepBody = (): Promise<void> => body.preload()

/** What an opened step shows, as soon as it is here; where it cannot be fetched, what was called and what came of it. */
export const LateStepBody = ({ call, wentOn }: { call: Call; wentOn: boolean }) => {
  const late = body.usePart()
  if (late.name === 'here') return <late.Part call={call} wentOn={wentOn} />
  if (late.name === 'waiting') return null
  return (
    <div className="step-body">
      <code>{call.argsText}</code>
      {'result' in call && <p>{call.result.error?.message ?? call.result.content}</p>}
    </div>
  )
}
