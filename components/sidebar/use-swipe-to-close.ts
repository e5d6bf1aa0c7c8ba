import { type RefObject, useEffect } from 'react'

/** How far to the left a finger moves for the sidebar to go; less is a slip. */
const ENOUGH_PX = 56

/** A swipe to the left over the sidebar, which follows the finger. Only touch does this, and mostly sideways. */
export const useSwipeToClose = (inside: RefObject<HTMLElement | null>, onAway: () => void): void => {
  useEffect(() => {
    const sidebar = inside.current?.closest('nav')
    if (!sidebar) return
    let begin: { x: number; y: number } | undefined
    let dx = 0

    const onStart = ({ touches }: TouchEvent) => {
      const [touch] = touches
      begin = touch && touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : undefined
      dx = 0
    }
    const onMove = ({ touches }: TouchEvent) => {
      const [touch] = touches
      if (!begin || !touch) return
      const [x, y] = [touch.clientX - begin.x, touch.clientY - begin.y]
      if (dx === 0 && Math.abs(y) > Math.abs(x)) begin = undefined
      else {
        dx = Math.min(0, x)
        sidebar.style.setProperty('--swipe', `${dx}px`)
        sidebar.dataset['swiping'] = ''
      }
    }
    const onEnd = () => {
      sidebar.style.removeProperty('--swipe')
      delete sidebar.dataset['swiping']
      if (dx < -ENOUGH_PX) onAway()
      begin = undefined
      dx = 0
    }
    const passive = { passive: true }
    sidebar.addEventListener('touchstart', onStart, passive)
    sidebar.addEventListener('touchmove', onMove, passive)
    sidebar.addEventListener('touchend', onEnd)
    sidebar.addEventListener('touchcancel', onEnd)
    return () => {
      sidebar.removeEventListener('touchstart', onStart)
      sidebar.removeEventListener('touchmove', onMove)
      sidebar.removeEventListener('touchend', onEnd)
      sidebar.removeEventListener('touchcancel', onEnd)
    }
  }, [inside, onAway])
}
