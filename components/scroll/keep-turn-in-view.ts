import type { Replay } from '@/lib/client/replay/replay'
import { isReadingKey } from './follow'

/** Kept free under what is played, and between the header and its question; px. */
const endGapPx = 40
const startGapPx = 24

/**
 * Holds a turn in its place from the moment its replay is shown: its question at the top, and as high as it is now, so
 * that what stands below stays there while it begins with nothing and grows again.
 * @returns To be called when it is shown; what that returns lets go
 */
export const keepTurnInView = (turn: HTMLElement, replay: Replay): (() => () => void) => {
  const { height } = turn.getBoundingClientRect()
  return () => {
    turn.style.minHeight = `${height}px`
    toStart(turn)
    const stopFollowing = follow(turn, replay)
    return () => {
      stopFollowing()
      turn.style.minHeight = ''
    }
  }
}

/** Its scroller alone is moved: the page around it stands still. */
const toStart = (turn: HTMLElement): void => {
  const box = turn.closest('[data-scroller]')
  if (box) box.scrollTop += turn.getBoundingClientRect().top - box.getBoundingClientRect().top - startGapPx
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
    if (!box || !body) return
    const [at, view] = [body.getBoundingClientRect(), box.getBoundingClientRect()]
    const below = at.bottom + endGapPx - view.bottom
    // Taken back to its beginning, it may have shrunk out of sight.
    if (at.bottom < view.top + endGapPx) toStart(turn)
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
    stopListening()
    observer.disconnect()
    listening.abort()
  }
}
