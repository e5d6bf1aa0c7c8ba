import { type DOMAttributes, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { claimScroll, glide, prefersReducedMotion } from '@/components/ui/screen'
import { failuresOf, hasAnswerBegun, isEnded, type RunView } from '@/lib/run-view/state'

/** From the first word of the answer to the steps folding away, ms. */
const foldAfterMs = 600

type Folding = {
  section: RefObject<HTMLElement | null>
  folded: boolean
  /** Handlers for the section, which notice whether the person uses the steps. */
  handlers: Pick<DOMAttributes<HTMLElement>, 'onPointerMove' | 'onPointerLeave' | 'onBlur' | 'onClick'>
}

/**
 * Whether the steps have folded by themselves, which they do once, soon after the answer has begun. While pointer, focus or selection
 * are inside them, or a press is under way anywhere, they wait for its end. They stay open if the person has clicked inside
 * them, has chosen so by hand or in the settings (`chosen`), or if a step failed. A run that had ended before it was
 * first shown starts folded. The part of the answer that is in view keeps its place on screen, or glides up where it cannot;
 * with reduced motion the steps wait until it can.
 */
export const useFolding = (run: RunView, chosen: boolean): Folding => {
  const section = useRef<HTMLElement>(null)
  const hasPointer = useRef(false)
  const isPressed = useRef(false)
  const wasClicked = useRef(false)
  const [attempt, setAttempt] = useState(0)
  const bottomBefore = useRef<number>(undefined)
  const [folded, setFolded] = useState(() => startsFolded(run))
  // A replay that went back to before the answer.
  if (folded && !isEnded(run) && !hasAnswerBegun(run)) setFolded(false)
  const mayFold = !chosen && !folded && hasAnswerBegun(run) && !hasFailed(run)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt waits again
  useEffect(() => {
    if (!mayFold) return
    const waiting = new AbortController()
    const timer = setTimeout(() => {
      const element = section.current
      if (!element || wasClicked.current || hasPointer.current || isPressed.current || hasFocusOrSelection(element)) return
      if (prefersReducedMotion() && !canKeepBelow(element)) {
        const options = { capture: true, once: true, signal: waiting.signal }
        addEventListener('scrollend', () => setAttempt((count) => count + 1), options)
        return
      }
      bottomBefore.current = element.getBoundingClientRect().bottom
      setFolded(true)
    }, foldAfterMs)
    return () => {
      clearTimeout(timer)
      waiting.abort()
    }
  }, [mayFold, attempt])

  const retry = () => mayFold && setAttempt((count) => count + 1)
  const onPress = useEffectEvent(({ type }: Event) => {
    isPressed.current = type === 'pointerdown'
    if (!isPressed.current) retry()
  })
  const isWatched = !chosen && !folded
  useEffect(() => {
    if (!isWatched) return
    // A button that moves between press and release gets no click.
    const listening = new AbortController()
    for (const type of ['pointerdown', 'pointerup', 'pointercancel'])
      addEventListener(type, onPress, { capture: true, passive: true, signal: listening.signal })
    return () => listening.abort()
  }, [isWatched])

  useLayoutEffect(() => {
    const element = section.current
    if (!folded || !element || bottomBefore.current === undefined) return
    keepBelowInPlace(element, bottomBefore.current)
    // At the top there is nothing to scroll back, so what is below glides up.
    let y = bottomBefore.current - element.getBoundingClientRect().bottom
    for (let below = element.nextElementSibling; below && Math.abs(y) >= 1; below = below.nextElementSibling) {
      // What was out of view glides up from the edge of the screen, however far below it was.
      y = Math.min(y, Math.max(0, innerHeight - below.getBoundingClientRect().top))
      glide(below, { y })
    }
    bottomBefore.current = undefined
  }, [folded])

  return {
    section,
    folded,
    handlers: {
      // When steps appear under a resting pointer, browsers send an event without movement.
      onPointerMove: ({ movementX, movementY }) => {
        if (movementX !== 0 || movementY !== 0) hasPointer.current = true
      },
      onPointerLeave: () => {
        hasPointer.current = false
        retry()
      },
      onBlur: retry,
      onClick: () => {
        wasClicked.current = true
      },
    },
  }
}

const hasFailed = (run: RunView): boolean => failuresOf(run).length > 0

const startsFolded = (run: RunView): boolean => {
  const brokeOff = run.state.name === 'failed' || run.state.name === 'interrupted'
  return (isEnded(run) || hasAnswerBegun(run)) && !brokeOff && !hasFailed(run)
}

/** Whether the focus, or a selection of text, is inside. */
const hasFocusOrSelection = (element: HTMLElement): boolean => {
  const selection = getSelection()
  const selected = selection && !selection.isCollapsed && element.contains(selection.anchorNode)
  return element.contains(document.activeElement) || Boolean(selected)
}

/** Whether the page can scroll by as much as the steps will shrink. */
const canKeepBelow = (element: HTMLElement): boolean => {
  const scroller = element.closest('[data-scroller]')
  if (!scroller || element.getBoundingClientRect().bottom > scroller.getBoundingClientRect().bottom) return false
  return scroller.scrollTop >= element.offsetHeight - (element.firstElementChild?.clientHeight ?? 0)
}

/**
 * Scrolls by as much as the element has shrunk, in the same frame, if what is below it was in view. For a turn that is
 * above the screen as a whole, `TurnSizes` does that.
 */
const keepBelowInPlace = (element: HTMLElement, bottomBefore: number): void => {
  const scroller = element.closest('[data-scroller]')
  if (!scroller || bottomBefore > scroller.getBoundingClientRect().bottom) return
  const shrunkBy = bottomBefore - element.getBoundingClientRect().bottom
  const turn = element.closest('article')
  if (turn && turn.getBoundingClientRect().bottom + shrunkBy <= scroller.getBoundingClientRect().top) return
  claimScroll(scroller)
  scroller.scrollTop -= shrunkBy
}
