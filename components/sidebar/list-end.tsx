import { useEffect, useRef } from 'react'

/** Two screens ahead, so that the next page is there before the end is. */
const AHEAD = '1200px 0px'

/** Near the end of what was read it asks for more; a new one stands under each page. */
export const ListEnd = ({ isLoading, onNear }: { isLoading: boolean; onNear(): void }) => {
  const mark = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    const element = mark.current
    if (!element || isLoading) return
    const root = element.closest('[data-slot=thread-list]')
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), { root, rootMargin: AHEAD })
    observer.observe(element)
    return () => observer.disconnect()
  }, [isLoading, onNear])
  return (
    <p ref={mark} className="h-[2rem]" aria-busy={isLoading}>
      {isLoading && (
        <span className="sr-only" data-slot="visually-hidden">
          Reading older chats
        </span>
      )}
    </p>
  )
}
