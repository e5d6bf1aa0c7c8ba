import { ChartNoAxesGantt } from 'lucide-react'
import { memo } from 'react'
import { ariaKeys } from '@/components/context/commands'
import { Button, IconButton } from '@/components/ui/button'
import { lazyPart } from '@/components/ui/lazy-part'
import { DetailsAside, EmptyText } from './details-aside'
import type { InspectorProps } from './use-inspector'

const runDetails = lazyPart<InspectorProps>(() => import('./inspector').then(({ Inspector }) => Inspector))

/** Loads the run details when the pointer or the focus reaches what opens them. */
export const preloadInspector = (): void => void runDetails.preload()

/** The run details, loaded when they are first opened; until then an empty region keeps their place. */
export const LazyInspector = (props: InspectorProps) => {
  const lazy = runDetails.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  return (
    <DetailsAside aria-busy={lazy.name === 'loading'}>
      {lazy.name === 'failed' && (
        <div className="px-4 py-1">
          <EmptyText>
            <p>Run details could not be loaded. They will load when you are back online.</p>
            <Button onClick={props.details.onClose}>Close</Button>
          </EmptyText>
        </div>
      )}
    </DetailsAside>
  )
}

/** The button in the header that opens and closes the run details. It loads their code on hover or focus. */
export const InspectorToggle = memo(({ isOpen, onToggle }: { isOpen: boolean; onToggle(): void }) => (
  <IconButton
    label="Run details"
    data-slot="details-toggle"
    aria-expanded={isOpen}
    aria-keyshortcuts={ariaKeys('details')}
    className="aria-expanded:bg-fill aria-expanded:text-ink"
    onClick={onToggle}
    onPointerEnter={preloadInspector}
    onFocus={preloadInspector}
  >
    <ChartNoAxesGantt size={16} aria-hidden />
  </IconButton>
))
