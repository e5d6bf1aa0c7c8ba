import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'

type Props = {
  id: string
  open: boolean
  /** Find-in-page found something inside. */
  onFound: () => void
  className?: string
  children: ReactNode
}

/**
 * Content that can be folded away. Where the browser knows `hidden="until-found"`, finding a word inside opens it;
 * React writes `hidden` as a mere flag, so the value is set by hand.
 */
export const Fold = ({ id, open, onFound, className, children }: Props) => {
  const box = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    if (!open && box.current && 'onbeforematch' in box.current) box.current.setAttribute('hidden', 'until-found')
  }, [open])

  useEffect(() => {
    const element = box.current
    const onBeforeMatch = (event: Event) => {
      if (event.target === element) onFound()
    }
    element?.addEventListener('beforematch', onBeforeMatch)
    return () => element?.removeEventListener('beforematch', onBeforeMatch)
  }, [onFound])

  return (
    <div ref={box} id={id} hidden={!open} className={className}>
      {children}
    </div>
  )
}
