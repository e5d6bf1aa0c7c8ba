import { createLatePart } from '@/components/ui/lazy-part'
import type { RunDetailsProps } from './use-inspector'

const runDetails = createLatePart<RunDetailsProps>(() => import('./inspector').then(({ RunDetails }) => RunDetails))

export const preloadDetails = (): void => void runDetails.preload()

/** The run details, whose code is fetched when they are first wanted; until then their place is kept. */
export const LateDetails = (props: RunDetailsProps) => {
  const late = runDetails.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  return (
    <aside className="details" aria-label="Run details" aria-busy={late.name === 'waiting'}>
      {late.name === 'failed' && (
        <p className="details-empty">
          Run details could not be fetched. They are tried again when you are back online.
          <button type="button" className="btn" onClick={props.details.onClose}>
            Close
          </button>
        </p>
      )}
    </aside>
  )
}
