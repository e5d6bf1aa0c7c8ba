import { memo } from 'react'
import { DetailsBody } from './details-body'
import { DetailsPanel } from './details-panel'
import { DetailsSheet } from './details-sheet'
import type { RunDetailsProps } from './late-details'
import { looksTheSame } from './looks-the-same'
import { useMedia } from './use-media'

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
