import { ChartNoAxesGantt } from 'lucide-react'
import { preloadDetails } from './lazy-inspector'

/** In the header: opens and closes the run details. Their code is fetched when a pointer or the focus comes near. */
export const DetailsToggle = ({ isOpen, onToggle }: { isOpen: boolean; onToggle(): void }) => {
  return (
    <button
      type="button"
      className="ib details-toggle"
      data-slot="details-toggle"
      aria-label="Run details"
      aria-expanded={isOpen}
      aria-keyshortcuts="Control+. Meta+."
      onClick={onToggle}
      onPointerEnter={preloadDetails}
      onFocus={preloadDetails}
    >
      <ChartNoAxesGantt size={16} aria-hidden />
    </button>
  )
}
