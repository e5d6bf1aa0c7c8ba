import type { ComponentProps, ReactNode } from 'react'

/** The side region of the run details: beside the thread on a wide screen, over its right side on a narrower one. */
export const DetailsAside = (props: ComponentProps<'aside'>) => (
  <aside
    aria-label="Run details"
    {...props}
    // A clock ticks and bars grow in here; `contain-strict` keeps the long answer beside it from being laid out again each time.
    // On a phone a sheet takes its place, once the code is loaded.
    className="contain-strict flex min-h-0 min-w-0 flex-col border-line border-l bg-bg max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-panel max-lg:w-[min(376px,100%)] max-lg:shadow-2 max-lg:transition-[translate,opacity] max-lg:duration-sheet max-lg:ease-out max-lg:starting:translate-x-8 max-lg:starting:opacity-0 max-sm:hidden lg:col-start-2 lg:row-span-2 lg:row-start-1 print:hidden"
  />
)

/** What a tab says when it has nothing to show, and perhaps a button. */
export const EmptyText = ({ children }: { children: ReactNode }) => (
  <div className="grid justify-items-start gap-3 py-3 text-ink-3 text-sm">{children}</div>
)
