import { Button } from '@/components/ui/button'
import { lazyPart } from '@/components/ui/lazy-part'
import { DetailsAside, EmptyText } from './details-aside'
import type { InspectorProps } from './use-inspector'

const runDetails = lazyPart<InspectorProps>(() => import('./inspector').then(({ Inspector }) => Inspector))

export const preloadInspector = (): void => void runDetails.preload()

/** The run details, whose code is fetched when they are first wanted; until then their place is kept. */
export const LazyInspector = (props: InspectorProps) => {
  const lazy = runDetails.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  return (
    <DetailsAside aria-busy={lazy.name === 'loading'}>
      {lazy.name === 'failed' && (
        <div className="px-4 py-1">
          <EmptyText>
            <p>Run details could not be fetched. They are tried again when you are back online.</p>
            <Button onClick={props.details.onClose}>Close</Button>
          </EmptyText>
        </div>
      )}
    </DetailsAside>
  )
}
