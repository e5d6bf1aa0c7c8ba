import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Source } from '@/lib/protocol/event'
import { SourceDetails } from './source-details'

export type SourceSheetProps = { source: Source; cited: string; onClose(): void }

/** The same as `HoverCard`, for a touch screen: on a phone at its bottom. */
export const SourceSheet = ({ source, cited, onClose }: SourceSheetProps) => (
  <Dialog label={`Source ${source.n}: ${source.title}`} onClose={onClose}>
    {(close) => (
      <div className="pt-4">
        <SourceDetails source={source} cited={cited} isLarge />
        <Button className="mt-2 w-full" onClick={close}>
          Close
        </Button>
      </div>
    )}
  </Dialog>
)
