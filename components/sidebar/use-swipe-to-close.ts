import { type RefObject, useEffect } from 'react'

/** How far to the left a finger has to move to close the sidebar. */
const minSwipePx = 56

/** Closes the sidebar by a swipe to the left, in which it follows the finger. Mostly vertical movements scroll instead. */
export const useSwipeToClose = (content: RefObject<HTMLElement | null>, onClose: () => void): void => {
  useEffect(() => {
    const sidebar = content.current?.closest('nav')
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
      if (dx < -minSwipePx) onClose()
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
  }, [content, onClose])
}
