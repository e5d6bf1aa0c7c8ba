import type { ReactNode } from 'react'
import { productName } from '@/lib/protocol/brand'

/** The frame of the library's pages: ways back above, a column of readable width below. */
export default function KnowledgeLayout({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-full bg-bg text-ink">
      <header className="mx-auto flex h-14 max-w-[43rem] items-center gap-2 px-5">
        <a href="/" className="-mx-2 rounded-sm px-2 py-2.5 font-semibold hover:bg-fill">
          {productName}
        </a>
        <span aria-hidden="true" className="text-ink-3">
          /
        </span>
        <a href="/knowledge" className="-mx-2 rounded-sm px-2 py-2.5 text-ink-2 hover:bg-fill">
          Library
        </a>
      </header>
      <main className="mx-auto max-w-[43rem] px-5 pt-8 pb-24">{children}</main>
    </div>
  )
}
