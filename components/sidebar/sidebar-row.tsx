import { cn } from '@/components/ui/cn'

/** A line of the sidebar: an icon, words, and at its end the key that does the same. */
export const sidebarRow = cn('mx-2.5 flex flex-none items-center gap-2.25 rounded-sm px-2.5 text-sm')

/** The line in which chats are searched, also before it can be. */
export const searchRow = cn(sidebarRow, 'mt-1 min-h-8.5 text-ink-2 hover:bg-fill coarse:h-10')

/** A sentence in the place of a list. */
export const listText = cn('py-2.5 text-ink-3 text-sm wrap-anywhere')

/** The shape of the list while it is read; what is read within 200 ms needs none. */
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
