import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { ChatState } from '@/lib/client/chat/chat-state'

type Props = { state: ChatState['earlier']; onLoad(): void }

/** How near one comes before they load by themselves. */
const nearPx = 800

/**
 * The way to older turns, at the top of the thread. They load as one comes near, and by a press. It is equally high in
 * each state, and its button stays the same element, so that neither what is read nor the focus is lost.
 */
export const EarlierTurns = ({ state, onLoad }: Props) => {
  const row = useRef<HTMLDivElement>(null)

  useEffect(() => {
    // After a failure it takes a press.
    if (!row.current || state !== undefined) return
    const load = (entries: IntersectionObserverEntry[]) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) onLoad()
    }
    const root = row.current.closest('[data-scroller]')
    const observer = new IntersectionObserver(load, { root, rootMargin: `${nearPx}px 0px` })
    observer.observe(row.current)
    return () => observer.disconnect()
  }, [state, onLoad])

  const isLoading = state === 'loading'
  return (
    <div
      ref={row}
      data-earlier
      className={cn(
        '-mt-3 mb-6 flex h-10 items-center justify-center gap-3 text-ink-3 text-sm whitespace-nowrap',
        "print:before:content-['The_questions_before_these_are_not_printed_here.']",
      )}
    >
      {state === 'failed' && <span className="print:hidden">Earlier questions could not be loaded.</span>}
      <Button variant={isLoading ? 'ghost' : 'secondary'} aria-disabled={isLoading} onClick={isLoading ? undefined : onLoad}>
        {toWords(state)}
      </Button>
    </div>
  )
}

const toWords = (state: ChatState['earlier']): string => {
  switch (state) {
    case 'loading':
      return 'Loading earlier questions'
    case 'failed':
      return 'Try again'
    default:
      return 'Show earlier'
  }
}
