import { ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'

type FoldProps = {
  id: string
  open: boolean
  /** Called when find-in-page has found something inside. */
  onFound: () => void
  className?: string
  children: ReactNode
}

/**
 * Content that can be folded away. Where the browser supports `hidden="until-found"`, find-in-page opens it;
 * React writes `hidden` as a mere flag, so the value is set by hand.
 */
export const Fold = ({ id, open, onFound, className, children }: FoldProps) => {
  const box = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (!open && box.current && 'onbeforematch' in box.current) box.current.setAttribute('hidden', 'until-found')
  }, [open])

  const onBeforeMatch = useEffectEvent((event: Event) => {
    if (event.target === box.current) onFound()
  })
  useEffect(() => {
    const element = box.current
    const listening = new AbortController()
    element?.addEventListener('beforematch', (event) => onBeforeMatch(event), { signal: listening.signal })
    return () => listening.abort()
  }, [])

  return (
    <div ref={box} id={id} hidden={!open} className={className}>
      {children}
    </div>
  )
}

/** The arrow at the end of a row that unfolds; it points down while the row is open. */
export const Chevron = ({ isOpen, size = 14, className }: { isOpen: boolean; size?: number; className?: string }) => (
  <ChevronRight
    size={size}
    aria-hidden
    className={cn('text-ink-3 transition-[rotate] duration-row ease-out print:hidden', isOpen && 'rotate-90', className)}
  />
)
