import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useSettings } from '@/components/context/settings'
import { scrollClaimed } from '@/components/ui/screen'
import { hasNewAnswer } from '@/lib/run-view/new-answer'
import type { TurnView } from '@/lib/run-view/thread-view'
import { belowEdge, findFollowedTop, followAfterScroll, isReadingKey, jumpFromPx, type ScrollPosition } from './follow'

/** The gap between the header and a question that was just sent, and under the last turn, as `threadColumn` and `scroll-p` have it; px. */
const questionGapPx = 24
const endGapPx = 40
/** The longest that a smooth scroll takes, for browsers without `scrollend`. */
const glideMs = 700

/** Whether to offer a way back to the end; `news` when words of an answer came below what is on screen since the person scrolled away. */
export type Jump = 'none' | 'latest' | 'news'

/** The scroll position of a thread, and the way back to its end. */
export type ThreadScroll = { scroller: RefObject<HTMLDivElement | null>; jump: Jump; scrollToLatest(): void }

/**
 * How the thread scrolls. A question that was just sent moves to the top, with room under it into which its answer grows;
 * past the bottom edge the thread follows the answer until the person scrolls.
 * @param lastTurn The element id of the newest turn
 * @param newest That turn, of which new words are told from all else; in a replay as it is outside of it
 */
export const useThreadScroll = (lastTurn: string | undefined, newest: TurnView | undefined): ThreadScroll => {
  const { wholeAnswers } = useSettings()
  const scroller = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  /** The timer of a smooth scroll under way. */
  const gliding = useRef<number>(undefined)
  const lastTop = useRef(0)
  const placedTurn = useRef<string>(undefined)
  /** Words of an answer were shown since the thread was last measured, while the person was reading elsewhere. */
  const hasNews = useRef(false)
  const newestBefore = useRef<TurnView>(undefined)
  /** This frame, or the next, belongs to a scroll that makes up for a change of height. */
  const isHeld = useRef(false)
  /** It has followed the end in this frame. */
  const hasFollowed = useRef(false)
  const [jump, setJump] = useState<Jump>('none')

  const stopFollowing = useCallback(() => {
    following.current = false
    clearTimeout(gliding.current)
    gliding.current = undefined
  }, [])

  /** After anything has moved or grown: scrolls to the end if it is followed, and updates `jump`. */
  const update = useCallback((isNews: boolean) => {
    const box = scroller.current
    const place = box && measurePlace(box)
    if (!place || gliding.current !== undefined || isHeld.current) return
    if (following.current && belowEdge(place) > 0) {
      box.scrollTop = findFollowedTop(place)
      lastTop.current = box.scrollTop
      hasFollowed.current = true
      requestAnimationFrame(() => {
        hasFollowed.current = false
      })
    }
    const isFar = belowEdge({ ...place, top: box.scrollTop }) > jumpFromPx
    if (!isFar) hasNews.current = false
    setJump((before) => (!isFar ? 'none' : isNews || before === 'news' ? 'news' : 'latest'))
  }, [])

  const finishGlide = useCallback(() => {
    if (gliding.current === undefined) return
    clearTimeout(gliding.current)
    gliding.current = undefined
    lastTop.current = scroller.current?.scrollTop ?? 0
    update(false)
  }, [update])

  const glideTo = useCallback(
    (top: number) => {
      const box = scroller.current
      if (!box) return
      following.current = true
      clearTimeout(gliding.current)
      const isSmooth = !matchMedia('(prefers-reduced-motion: reduce)').matches
      gliding.current = window.setTimeout(finishGlide, isSmooth ? glideMs : 0)
      box.scrollTo({ top, behavior: isSmooth ? 'smooth' : 'instant' })
    },
    [finishGlide],
  )

  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const onScroll = () => {
      const place = measurePlace(box)
      if (!place || gliding.current !== undefined) return
      // It was not the person who scrolled.
      if (isHeld.current) lastTop.current = place.top
      following.current = followAfterScroll(following.current, lastTop.current, place)
      lastTop.current = place.top
      update(false)
    }
    let claims = 0
    const onClaim = (event: Event) => {
      if (hasFollowed.current) event.preventDefault()
      isHeld.current = true
      claims += 1
      const claim = claims
      const letGo = () => {
        if (claim !== claims) return
        isHeld.current = false
        lastTop.current = box.scrollTop
        update(hasNews.current)
        hasNews.current = false
      }
      // The first frame is that of the change, where this is not called in one.
      requestAnimationFrame(() => requestAnimationFrame(letGo))
    }
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY < 0) stopFollowing()
    }
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('textarea, input, select') !== null
      if (!isTyping && isReadingKey(event.key)) stopFollowing()
    }
    const onSelect = () => {
      const selection = getSelection()
      if (selection && !selection.isCollapsed && box.contains(selection.anchorNode)) stopFollowing()
    }
    const listening = new AbortController()
    const { signal } = listening
    box.addEventListener(scrollClaimed, onClaim, { signal })
    box.addEventListener('scroll', onScroll, { passive: true, signal })
    box.addEventListener('scrollend', finishGlide, { signal })
    box.addEventListener('wheel', onWheel, { passive: true, signal })
    box.addEventListener('touchmove', stopFollowing, { passive: true, signal })
    addEventListener('keydown', onKey, { signal })
    document.addEventListener('selectionchange', onSelect, { signal })
    return () => listening.abort()
  }, [stopFollowing, finishGlide, update])

  useLayoutEffect(() => {
    if (!following.current && hasNewAnswer(newestBefore.current, newest, { whole: wholeAnswers })) hasNews.current = true
    newestBefore.current = newest
  }, [newest, wholeAnswers])

  // The observer is called after layout and before paint, so the thread follows in the very frame in which the answer grew, and
  // no frame is laid out twice. The last turn is observed beside the column, because growth into its room changes no other box.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn has another end
  useLayoutEffect(() => {
    const box = scroller.current
    const column = box?.firstElementChild
    if (!box || !column) return
    const measure = () => {
      measureView(box)
      update(hasNews.current)
      if (!isHeld.current) hasNews.current = false
    }
    measure()
    const observer = new ResizeObserver(measure)
    const written = findWritten(box)
    for (const element of [box, column, ...(written ? [written] : [])]) observer.observe(element)
    return () => observer.disconnect()
  }, [update, lastTurn])

  useLayoutEffect(() => {
    const box = scroller.current
    const turn = lastTurn === undefined ? null : document.getElementById(lastTurn)
    if (!box || !turn || placedTurn.current === lastTurn) return
    measureView(box) // A notice above the composer may have gone with this very change.
    const place = measurePlace(box)
    if (!place) return
    const atQuestion = toInnerTop(box, turn.getBoundingClientRect().top) - questionGapPx
    if (placedTurn.current === undefined) {
      box.scrollTop = Math.max(atQuestion, place.end - place.view)
      lastTop.current = box.scrollTop
    } else glideTo(atQuestion)
    placedTurn.current = lastTurn
  }, [lastTurn, glideTo])

  const scrollToLatest = useCallback(() => {
    const place = scroller.current && measurePlace(scroller.current)
    if (place) glideTo(place.end - place.view)
  }, [glideTo])

  return { scroller, jump, scrollToLatest }
}

/** Sets `--view`, the height of the scroll container, from which `TurnFrame` takes the room under the newest turn. */
const measureView = (box: HTMLElement): void => {
  const view = `${box.clientHeight}px`
  // Only when it has changed: everything in the box inherits it, and its style would be computed again.
  if (box.style.getPropertyValue('--view') !== view) box.style.setProperty('--view', view)
}

const findWritten = (box: HTMLElement): Element | null => box.querySelector('[data-written-end]')

const measurePlace = (box: HTMLElement): ScrollPosition | undefined => {
  const written = findWritten(box)
  if (!written) return undefined
  return {
    top: box.scrollTop,
    view: box.clientHeight,
    end: toInnerTop(box, written.getBoundingClientRect().bottom) + endGapPx,
  }
}

/** Converts a distance from the top of the window to one from the top of the scrolled content. */
const toInnerTop = (box: HTMLElement, y: number): number => y - box.getBoundingClientRect().top + box.scrollTop
