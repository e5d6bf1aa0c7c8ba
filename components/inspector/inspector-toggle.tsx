import { ChartNoAxesGantt } from 'lucide-react'
import { memo } from 'react'
import { ariaKeys } from '@/components/context/commands'
import { IconButton } from '@/components/ui/icon-button'
import { preloadInspector } from './lazy-inspector'

/** In the header: opens and closes the run details. Their code is fetched when a pointer or the focus comes near. */
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
