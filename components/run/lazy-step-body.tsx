import { ErrorBoundary } from '@/components/ui/error-boundary'
import { lazyPart } from '@/components/ui/lazy-part'
import { StepContent } from './step'
import type { StepBodyProps } from './step-body'

const body = lazyPart(() => import('./step-body').then(({ StepBody }) => StepBody))

/** Fetches what an opened step shows: tables, trees, cards of pages. Call it when a step is likely to come. It never rejects. */
export const preloadStepBody = (): Promise<void> => body.preload()

/** What an opened step shows, as soon as it is here; where it cannot be fetched or throws, what was called and what came of it. */
export const LazyStepBody = (props: StepBodyProps) => {
  const late = body.usePart()
  if (late.name === 'waiting') return null
  const { call } = props
  const plain = (
    <StepContent>
      <code>{call.argsText}</code>
      {'result' in call && <p>{call.result.error?.message ?? call.result.content}</p>}
    </StepContent>
  )
  if (late.name !== 'here') return plain
  return (
    <ErrorBoundary of={call} fallback={plain}>
      <late.Part {...props} />
    </ErrorBoundary>
  )
}
