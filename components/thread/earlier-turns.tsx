import { useEffect, useRef } from 'react'
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
    <div className="earlier-turns" ref={row} data-earlier>
      {state === 'failed' && <span>Earlier questions could not be loaded.</span>}
      <button type="button" className="btn" aria-disabled={isLoading} onClick={isLoading ? undefined : onLoad}>
        {toWords(state)}
      </button>
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
