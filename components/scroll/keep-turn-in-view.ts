import type { Replay } from '@/lib/client/replay/replay'
import { isReadingKey } from './follow'

/** The gaps below the replayed turn, and between the header and its question; px. */
const endGapPx = 40
const startGapPx = 24

/**
 * Keeps a turn in place while its run is replayed: its question at the top, and its height at least as it is now, so that
 * what is below does not move while the turn starts empty and grows again.
 * @returns Starts it once the replay is shown, and returns its end
 */
export const keepTurnInView = (turn: HTMLElement, replay: Replay): (() => () => void) => {
  const { height } = turn.getBoundingClientRect()
  return () => {
    turn.style.minHeight = `${height}px`
    scrollToStart(turn)
    const stopFollowing = followReplay(turn, replay)
    return () => {
      stopFollowing()
      turn.style.minHeight = ''
    }
  }
}

/** Scrolls the thread alone, not the page around it. */
const scrollToStart = (turn: HTMLElement): void => {
  const box = turn.closest('[data-scroller]')
  if (box) box.scrollTop += turn.getBoundingClientRect().top - box.getBoundingClientRect().top - startGapPx
}

/** Follows the end of the replayed turn past the bottom edge, until the person scrolls. */
const followReplay = (turn: HTMLElement, { getState, subscribe }: Replay): (() => void) => {
  const box = turn.closest('[data-scroller]')
  const body = turn.firstElementChild
  let follows = true
  let wasPlaying = false
  const unsubscribe = subscribe(() => {
    const { isPlaying } = getState()
    if (isPlaying && !wasPlaying) follows = true
    wasPlaying = isPlaying
  })
  const observer = new ResizeObserver(() => {
    if (!box || !body) return
    const [at, view] = [body.getBoundingClientRect(), box.getBoundingClientRect()]
    const below = at.bottom + endGapPx - view.bottom
    // After a jump back to its beginning it may have shrunk out of view.
    if (at.bottom < view.top + endGapPx) scrollToStart(turn)
    else if (follows && getState().isPlaying && below > 0) box.scrollTop += below
  })
  if (body) observer.observe(body)
  const stopFollowing = () => {
    follows = false
  }
  const listening = new AbortController()
  const { signal } = listening
  box?.addEventListener('wheel', stopFollowing, { passive: true, signal })
  box?.addEventListener('touchmove', stopFollowing, { passive: true, signal })
  box?.addEventListener('keydown', (event) => event instanceof KeyboardEvent && isReadingKey(event.key) && stopFollowing(), {
    signal,
  })

  return () => {
    unsubscribe()
    observer.disconnect()
    listening.abort()
  }
}
