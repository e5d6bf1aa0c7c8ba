import { BookOpen } from 'lucide-react'

/** Says of a source that its page was opened and read, not only found: an open book, and the word where there is room. */
export const OpenedMark = ({ isIconOnly = false }: { isIconOnly?: boolean }) => (
  <span className="inline-flex flex-none items-center gap-1" data-slot="opened" title={isIconOnly ? word : undefined}>
    <BookOpen size={12} aria-hidden="true" />
    <span className={isIconOnly ? 'sr-only' : undefined}>{word}</span>
  </span>
)

const word = 'Opened'
