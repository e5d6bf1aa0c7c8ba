import type { ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'

type Props = ComponentProps<'div'> & {
  /** Its parts flow, as there are many; else it is a sentence with a button after it. */
  hasControls?: boolean
}

/** The frame of the bar above the message field in which a replay is controlled. */
export const ReplayFrame = ({ hasControls, ...props }: Props) => (
  <div
    {...props}
    className={cn(
      'mb-2 min-h-12 items-center gap-x-2.5 gap-y-1.5 rounded-md border border-line bg-surface py-1.25 pr-2 text-sm leading-[1.4]',
      hasControls ? 'flex flex-wrap pl-2' : 'grid grid-cols-[minmax(0,1fr)_auto] pl-3.5',
    )}
  />
)
