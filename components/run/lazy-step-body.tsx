import { createLatePart } from '@/components/ui/lazy-part'
import { StepContent } from './step'
import type { StepBodyProps } from './step-body'

const body = createLatePart(() => import('./step-body').then(({ StepBody }) => StepBody))

/** Fetches what an opened step shows: tables, trees, cards of pages. Call it when a step is likely to come. It never rejects. */
export const preloadStepBody = (): Promise<void> => body.preload()

/** What an opened step shows, as soon as it is here; where it cannot be fetched, what was called and what came of it. */
export const LateStepBody = (props: StepBodyProps) => {
  const late = body.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  if (late.name === 'waiting') return null
  const { call } = props
  return (
    <StepContent>
      <code>{call.argsText}</code>
      {'result' in call && <p>{call.result.error?.message ?? call.result.content}</p>}
    </StepContent>
  )
}
