import type { ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'
import type { MessageId } from '@/lib/protocol/event'

/** The scroll container of a thread, between the header and the composer. */
export const ThreadFrame = ({ className = 'overflow-y-auto', ...props }: ComponentProps<'section'>) => (
  <div className="relative min-h-0 flex-1">
    <section
      {...props}
      className={cn(
        'scroll-thin relative h-full scroll-pt-6 scroll-pb-16 overscroll-y-contain [overflow-anchor:none]',
        '[scrollbar-gutter:stable_both-edges] max-sm:[scrollbar-gutter:auto] print:h-auto print:overflow-visible',
        className,
      )}
    />
  </div>
)

/** The look of the column of turns in it. */
export const threadColumn = cn('mx-auto max-w-182 px-6 pt-6 pb-10 max-sm:px-4 max-sm:pt-4 print:max-w-none print:px-0 print:py-4')

/** The id of a turn's element, by which it is found when it is scrolled to. */
export const toTurnElementId = (messageId: MessageId): string => `turn-${messageId}`
