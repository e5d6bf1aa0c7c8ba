import { type ReactNode, useEffect } from 'react'
import { useMedia } from '@/components/ui/media'
import { DetailsAside } from './details-aside'

type Props = { onClose(): void; children: ReactNode }

/** Beside the thread, or over its right side. `Esc` closes it from inside; where it covers something, from anywhere. */
export const InspectorPanel = ({ onClose, children }: Props) => {
  const covers = useMedia('(width < 1024px)')
  useEffect(() => {
    if (!covers) return
    const onKeyDown = (event: KeyboardEvent) => {
      const isAbove =
        event.target instanceof Element && event.target.closest('dialog, [role=dialog], [data-slot=run-details]') !== null
      if (event.key !== 'Escape' || event.isComposing || isAbove) return
      event.preventDefault()
      onClose()
    }
    // Before the page's own keys: it would stop the run.
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [covers, onClose])
  return (
    <DetailsAside
      data-slot="run-details"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
        event.preventDefault()
        onClose()
      }}
    >
      {children}
    </DetailsAside>
  )
}
