import type { ReactNode } from 'react'

type Props = {
  title: string
  /** Sentences, each a `MessageText`. */
  children?: ReactNode
  /** What can be done: a button, or a link that looks like one. */
  action: ReactNode
}

/** One thing that is said in the place of a thread, in the middle of the page. */
export const MessageScreen = ({ title, children, action }: Props) => (
  <div className="mx-auto grid w-full max-w-182 flex-1 content-center justify-items-start gap-3 px-6 pt-6 pb-[12vh] max-sm:px-4">
    <h1 className="text-balance font-semibold text-xl leading-[1.25] tracking-[-0.02em]">{title}</h1>
    {children}
    <div className="mt-2">{action}</div>
  </div>
)

/** A sentence or two under the title of a `MessageScreen`. */
export const MessageText = ({ children }: { children: ReactNode }) => (
  <p className="max-w-[52ch] text-ink-2 text-md leading-normal">{children}</p>
)
