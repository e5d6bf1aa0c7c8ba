import type { ComponentProps, ReactNode } from 'react'

/** The place of the run details: beside the thread where there is room, else over its right side. */
export const DetailsAside = (props: ComponentProps<'aside'>) => (
  <aside
    aria-label="Run details"
    {...props}
    // Its clock ticks and its bars grow beside a long answer, which must not be laid out again for that: hence `contain-strict`.
    // On a phone there is a sheet instead, once its code has come.
    className="contain-strict flex min-h-0 min-w-0 flex-col border-line border-l bg-bg max-lg:fixed max-lg:inset-y-0 max-lg:right-0 max-lg:z-panel max-lg:w-[min(376px,100%)] max-lg:shadow-2 max-lg:transition-[translate,opacity] max-lg:duration-sheet max-lg:ease-out max-lg:starting:translate-x-8 max-lg:starting:opacity-0 max-sm:hidden lg:col-start-2 lg:row-span-2 lg:row-start-1 print:hidden"
  />
)

/** A sentence in the place of what is not there, and what can be done. */
export const EmptyText = ({ children }: { children: ReactNode }) => (
  <div className="grid justify-items-start gap-3 py-3 text-ink-3 text-sm">{children}</div>
)
