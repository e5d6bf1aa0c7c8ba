import { cn } from '@/components/ui/cn'

/** The look of a row of the sidebar: an icon, words, and the keys at its end. */
export const sidebarRow = cn('mx-2.5 flex flex-none items-center gap-2.25 rounded-sm px-2.5 text-sm coarse:text-lg')

/** The look of the search row, also before its field is loaded. */
export const searchRow = cn(sidebarRow, 'mt-1 min-h-8.5 text-ink-2 hover:bg-fill coarse:h-10')

/** The look of a sentence in place of the list. */
export const listText = cn('py-2.5 text-ink-3 text-sm wrap-anywhere')

/** A placeholder for the list while it loads; it appears after 200 ms. */
export const ListSkeleton = () => (
  <div className="grid animate-[appear_1ms_200ms_backwards] content-start gap-4.5 px-2.5 pt-9" aria-busy="true">
    <p className="sr-only" data-slot="visually-hidden">
      Loading your chats
    </p>
    {[72, 88, 54, 80, 64].map((width) => (
      <i key={width} className="h-3.5 rounded-[4px] bg-fill" style={{ width: `${width}%` }} />
    ))}
  </div>
)
