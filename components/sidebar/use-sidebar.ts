import { useCallback, useEffect, useState } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { hiddenSidebar, sidebarCookie, writeDeviceCookie } from '@/components/ui/device-cookie'
import { useBack } from '@/components/ui/use-back'

/** By these ids focus finds its way into the sidebar and back. */
export const sidebarId = 'sidebar'
export const sidebarButtonId = 'sidebar-button'
export const hideButtonId = 'sidebar-hide'

export type SidebarState = {
  /** Where there is room beside the page: this device does not want it. */
  isHidden: boolean
  /** Where there is none: it lies over the page. */
  isOver: boolean
  show(): void
  hide(): void
  /** It goes from over the page; beside it, it stays. */
  leave(): void
}

/** The style sheet draws by the same width. */
const room = '(min-width: 1024px)'

/** The sidebar beside the page or over it, its key, and where the focus goes. */
export const useSidebar = (isHiddenAtFirst: boolean): SidebarState => {
  const [isHidden, setHidden] = useState(isHiddenAtFirst)
  const [isOver, setOver] = useState(false)

  const set = useCallback((isShown: boolean) => {
    if (!matchMedia(room).matches) return setOver(isShown)
    setHidden(!isShown)
    writeDeviceCookie(sidebarCookie, isShown ? undefined : hiddenSidebar)
    focusSoon(isShown ? hideButton : sidebarButton)
  }, [])
  const show = useCallback(() => set(true), [set])
  const hide = useCallback(() => set(false), [set])
  const leave = useCallback(() => setOver(false), [])

  const toggle = useCallback(() => set(matchMedia(room).matches ? isHidden : !isOver), [set, isHidden, isOver])
  useCommand('sidebar', toggle)
  useBack(isOver, leave)

  useEffect(() => {
    if (!isOver) return
    hideButton()?.focus()
    const wide = matchMedia(room)
    wide.addEventListener('change', leave)
    // Before the page hears it, where it would stop the run; what is open inside of the sidebar comes first.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || isInSidebar(event.target) || isDialogOpen()) return
      event.preventDefault()
      leave()
    }
    addEventListener('keydown', onKeyDown, true)
    return () => {
      wide.removeEventListener('change', leave)
      removeEventListener('keydown', onKeyDown, true)
      // It is still there for a moment, on its way out, and would take the focus along.
      focusSoon(sidebarButton, isInSidebar)
    }
  }, [isOver, leave])

  return { isHidden, isOver, show, hide, leave }
}

const sidebarButton = () => document.getElementById(sidebarButtonId)
const hideButton = () => document.getElementById(hideButtonId)

/** After the page has changed, and only where the focus would be lost: it may have gone elsewhere for a reason. */
const focusSoon = (find: () => HTMLElement | null, isLeaving: (focused: Element) => boolean = () => false): void => {
  setTimeout(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body || !isVisible(focused) || isLeaving(focused)) find()?.focus({ preventScroll: true })
  })
}

const isVisible = (element: Element): boolean => element.checkVisibility?.({ visibilityProperty: true }) ?? true

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

const isInSidebar = (target: EventTarget | null): boolean =>
  target instanceof Node && document.getElementById(sidebarId)?.contains(target) === true
