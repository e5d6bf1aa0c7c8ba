import { ChevronRight } from 'lucide-react'
import { cn } from '@/components/ui/cn'

/** At the end of a line that opens: it points down when it is open. */
export const Chevron = ({ isOpen, size = 14, className }: { isOpen: boolean; size?: number; className?: string }) => (
  <ChevronRight
    size={size}
    aria-hidden
    className={cn('text-ink-3 transition-[rotate] duration-row ease-out print:hidden', isOpen && 'rotate-90', className)}
  />
)
