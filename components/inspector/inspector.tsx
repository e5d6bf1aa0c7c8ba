import { memo } from 'react'
import { useMedia } from '@/components/ui/use-media'
import { DetailsBody } from './inspector-body'
import { DetailsPanel } from './inspector-panel'
import { DetailsSheet } from './inspector-sheet'
import { looksTheSame } from './same-inspector-props'
import type { RunDetailsProps } from './use-inspector'

/** Beside the thread where there is room, over its right side on a tablet, from below on a phone. */
export const RunDetails = memo(
  ({ details, ...props }: RunDetailsProps) => {
    const Frame = useMedia('(width < 640px)') ? DetailsSheet : DetailsPanel
    return (
      <Frame onClose={details.onClose}>
        <DetailsBody details={details} {...props} />
      </Frame>
    )
  },
  (before, after) => looksTheSame(before, after),
)
