import { useEffect, useRef } from 'react'
import { isTouch } from './media'

const loadStack = () => import('./back-stack')

// A page that was loaded anew while something lay over it: nothing does now, and its entry goes.
if (typeof history !== 'undefined' && history.state?.over) loadStack().catch(() => undefined)

/**
 * On a touch screen, Back closes what lies over the page instead of leaving the page.
 * @param onClose What the button that closes it does
 */
export const useBack = (isOpen: boolean, onClose: () => void): void => {
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  })
  useEffect(() => {
    if (!isOpen || !isTouch()) return
    let isGone = false
    let leave = (): void => {
      isGone = true
    }
    void loadStack().then(
      ({ lieOver }) => {
        if (!isGone) leave = lieOver(() => close.current())
      },
      () => undefined, // It could not be fetched: Back does what it does without.
    )
    return () => leave()
  }, [isOpen])
}
