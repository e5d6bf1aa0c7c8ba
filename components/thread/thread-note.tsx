import type { ReactNode, Ref } from 'react'

type Props = {
  /** For a script that moves the focus here, so that the note is read out. */
  ref?: Ref<HTMLElement>
  label: string
  /** What can be done, a button or a link that looks like one. */
  action: ReactNode
  children: ReactNode
}

/** What should be known of a conversation that is only read, above its first question. */
export const ThreadNote = ({ ref, label, action, children }: Props) => (
  <aside
    ref={ref}
    aria-label={label}
    tabIndex={ref ? -1 : undefined}
    className="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-md border border-line bg-surface py-2.5 pr-2.5 pl-4 text-ink-2 text-sm focus:outline-hidden"
  >
    <p>{children}</p>
    {action}
  </aside>
)
