import { useEffect, useEffectEvent } from 'react'
import { isTouch } from './screen'

const loadStack = () => import('./back-stack')

// A page that was reloaded while a layer was open: the layer is gone, and its entry has to go.
if (typeof history !== 'undefined' && history.state?.over) loadStack().catch(() => undefined)

/**
 * On touch screens, makes Back close a layer over the page instead of leaving the page.
 * @param onClose Closes it, as its own button does
 */
export const useBack = (isOpen: boolean, onClose: () => void): void => {
  const close = useEffectEvent(onClose)
  useEffect(() => {
    if (!isOpen || !isTouch()) return
    let isClosed = false
    let closeLayer = (): void => {
      isClosed = true
    }
    void loadStack().then(
      ({ openLayer }) => {
        if (!isClosed) closeLayer = openLayer(() => close())
      },
      () => undefined, // It could not be loaded, so Back leaves the page.
    )
    return () => closeLayer()
  }, [isOpen])
}
