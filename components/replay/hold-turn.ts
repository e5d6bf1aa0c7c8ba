import { isReadingKey } from '@/components/chat/follow'
import type { Replay } from '@/lib/client/replay'

/** Kept free under what is played; px. */
const endGapPx = 40

/**
 * Holds a turn in its place from the moment its replay is shown: its question at the top, and as high as it is now, so
 * that what stands below stays there while it begins with nothing and grows again.
 * @returns To be called when it is shown; what that returns lets go
 */
export const holdTurn = (turn: HTMLElement, replay: Replay): (() => () => void) => {
  const { height } = turn.getBoundingClientRect()
  return () => {
    turn.style.minHeight = `${height}px`
    turn.scrollIntoView({ block: 'start', behavior: 'instant' })
    const stopFollowing = follow(turn, replay)
    return () => {
      stopFollowing()
      turn.style.minHeight = ''
    }
  }
}

/** What is played is followed past the bottom edge, until the person scrolls. */
const follow = (turn: HTMLElement, { getState, subscribe }: Replay): (() => void) => {
  const box = turn.closest('[data-scroller]')
  const body = turn.firstElementChild
  let follows = true
  let wasPlaying = false
  const stopListening = subscribe(() => {
    const { isPlaying } = getState()
    if (isPlaying && !wasPlaying) follows = true
    wasPlaying = isPlaying
  })
  const observer = new ResizeObserver(() => {
    if (!box || !body || !follows || !getState().isPlaying) return
    const below = body.getBoundingClientRect().bottom + endGapPx - box.getBoundingClientRect().bottom
    if (below > 0) box.scrollTop += below
  })
  if (body) observer.observe(body)
  const letGo = () => {
    follows = false
  }
  const listening = new AbortController()
  const { signal } = listening
  box?.addEventListener('wheel', letGo, { passive: true, signal })
  box?.addEventListener('touchmove', letGo, { passive: true, signal })
  box?.addEventListener('keydown', (event) => event instanceof KeyboardEvent && isReadingKey(event.key) && letGo(), { signal })

  return () => {
    stopListening()
    observer.disconnect()
    listening.abort()
  }
}
