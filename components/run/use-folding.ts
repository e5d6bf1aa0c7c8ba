import { type DOMAttributes, type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { glide } from '@/components/ui/media'
import { failuresOf, isAnswerSettled, isEnded, type RunView } from '@/lib/run-view/run-view'

/** From the first word of the answer to the steps folding away, ms. */
const foldAfterMs = 600

type Folding = {
  section: RefObject<HTMLElement | null>
  folded: boolean
  /** Handlers of the section by which it is known whether the person is at the steps. */
  watch: Pick<DOMAttributes<HTMLElement>, 'onPointerMove' | 'onPointerLeave' | 'onBlur' | 'onClick'>
}

/**
 * Whether the steps have folded by themselves. They do so once, soon after the answer has begun; while the person is
 * at them (pointer, focus or selection inside), or presses anything on the page, they wait until that is over. They stay where the person pressed anything in them,
 * chose by hand or in the settings (`chosen`), or a step failed. A run that was over before it was
 * first shown starts folded. The part of the answer that is in view stays where it is on screen, or glides up where it cannot.
 */
export const useFolding = (run: RunView, chosen: boolean): Folding => {
  const section = useRef<HTMLElement>(null)
  const hasPointer = useRef(false)
  const isPressed = useRef(false)
  const isUsed = useRef(false)
  const [left, setLeft] = useState(0)
  const bottomBefore = useRef<number>(undefined)
  const [folded, setFolded] = useState(() => startsFolded(run))
  // A replay that was taken back to before the answer.
  if (folded && !isEnded(run) && !answerHasBegun(run)) setFolded(false)
  const mayFold = !chosen && !folded && answerHasBegun(run) && !hasFailed(run)

  // biome-ignore lint/correctness/useExhaustiveDependencies: it waits anew each time they are left
  useEffect(() => {
    if (!mayFold) return
    const timer = setTimeout(() => {
      const element = section.current
      if (!element || isUsed.current || hasPointer.current || isPressed.current || isInUse(element)) return
      bottomBefore.current = element.getBoundingClientRect().bottom
      setFolded(true)
    }, foldAfterMs)
    return () => clearTimeout(timer)
  }, [mayFold, left])

  const leave = () => mayFold && setLeft((times) => times + 1)
  const onPress = useEffectEvent(({ type }: Event) => {
    isPressed.current = type === 'pointerdown'
    if (!isPressed.current) leave()
  })
  const isWatched = !chosen && !folded
  useEffect(() => {
    if (!isWatched) return
    // What is pressed must still be there when it is let go of, or the press comes to nothing.
    const listening = new AbortController()
    for (const type of ['pointerdown', 'pointerup', 'pointercancel'])
      addEventListener(type, onPress, { capture: true, passive: true, signal: listening.signal })
    return () => listening.abort()
  }, [isWatched])

  useLayoutEffect(() => {
    const element = section.current
    if (!folded || !element || bottomBefore.current === undefined) return
    keepBelowInPlace(element, bottomBefore.current)
    // At its top a page cannot scroll to make up for it.
    let y = bottomBefore.current - element.getBoundingClientRect().bottom
    for (let below = element.nextElementSibling; below && Math.abs(y) >= 1; below = below.nextElementSibling) {
      // What was out of sight comes up from the edge of the screen, however far below that it was.
      y = Math.min(y, Math.max(0, innerHeight - below.getBoundingClientRect().top))
      glide(below, { y })
    }
    bottomBefore.current = undefined
  }, [folded])

  return {
    section,
    folded,
    watch: {
      // Steps may appear under a pointer that rests; browsers send an event then, too, without movement.
      onPointerMove: ({ movementX, movementY }) => {
        if (movementX !== 0 || movementY !== 0) hasPointer.current = true
      },
      onPointerLeave: () => {
        hasPointer.current = false
        leave()
      },
      onBlur: leave,
      onClick: () => {
        isUsed.current = true
      },
    },
  }
}

const answerHasBegun = (run: RunView): boolean =>
  run.answer !== undefined && run.answer.text !== '' && (isAnswerSettled(run) || isEnded(run))

const hasFailed = (run: RunView): boolean => failuresOf(run).length > 0

const startsFolded = (run: RunView): boolean => {
  const brokeOff = run.state.name === 'failed' || run.state.name === 'interrupted'
  return (isEnded(run) || answerHasBegun(run)) && !brokeOff && !hasFailed(run)
}

/** The person is here: focus inside, or text selected. */
const isInUse = (element: HTMLElement): boolean => {
  const selection = getSelection()
  const selected = selection && !selection.isCollapsed && element.contains(selection.anchorNode)
  return element.contains(document.activeElement) || Boolean(selected)
}

/**
 * Scrolls by as much as the element has shrunk, in the same frame, if what stands below it was in view. A turn that is
 * above the screen as a whole is made up for by `TurnSizes`, whatever changed in it.
 */
const keepBelowInPlace = (element: HTMLElement, bottomBefore: number): void => {
  const scroller = element.closest('[data-scroller]')
  if (!scroller || bottomBefore > scroller.getBoundingClientRect().bottom) return
  const shrunkBy = bottomBefore - element.getBoundingClientRect().bottom
  const turn = element.closest('article')
  if (turn && turn.getBoundingClientRect().bottom + shrunkBy <= scroller.getBoundingClientRect().top) return
  scroller.scrollTop -= shrunkBy
}
