import { useCallback, useEffect, useState } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { hiddenSidebar, sidebarCookie, writeDeviceCookie } from '@/components/ui/device-cookie'
import { useBack } from '@/components/ui/use-back'

/** The ids that move the focus into the sidebar and back. */
export const sidebarId = 'sidebar'
export const sidebarButtonId = 'sidebar-button'
export const hideButtonId = 'sidebar-hide'

/** The sidebar beside the page, or over it where there is no room. */
export type SidebarState = {
  /** On wide screens the sidebar is hidden, which this device remembers. */
  isHidden: boolean
  /** On narrow screens the sidebar is open over the page. */
  isOverlayOpen: boolean
  show(): void
  hide(): void
  /** Closes it where it is over the page; beside the page it stays. */
  closeOverlay(): void
}

/** The class names use the same width (`lg`). */
const wideQuery = '(min-width: 1024px)'

/** The state of the sidebar, beside the page or over it, and where the focus goes when it opens and closes. */
export const useSidebar = (isHiddenAtFirst: boolean): SidebarState => {
  const [isHidden, setHidden] = useState(isHiddenAtFirst)
  const [isOverlayOpen, setOverlayOpen] = useState(false)

  const set = useCallback((isShown: boolean) => {
    if (!matchMedia(wideQuery).matches) return setOverlayOpen(isShown)
    setHidden(!isShown)
    writeDeviceCookie(sidebarCookie, isShown ? undefined : hiddenSidebar)
    focusLater(isShown ? hideButton : sidebarButton)
  }, [])
  const show = useCallback(() => set(true), [set])
  const hide = useCallback(() => set(false), [set])
  const closeOverlay = useCallback(() => setOverlayOpen(false), [])

  const toggle = useCallback(() => set(matchMedia(wideQuery).matches ? isHidden : !isOverlayOpen), [set, isHidden, isOverlayOpen])
  useCommand('sidebar', toggle)
  useBack(isOverlayOpen, closeOverlay)

  useEffect(() => {
    if (!isOverlayOpen) return
    hideButton()?.focus()
    const wide = matchMedia(wideQuery)
    wide.addEventListener('change', closeOverlay)
    // In the capture phase, before the page's own keys would stop the run; what is open inside of the sidebar comes first.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || isInSidebar(event.target) || isDialogOpen()) return
      event.preventDefault()
      closeOverlay()
    }
    addEventListener('keydown', onKeyDown, true)
    return () => {
      wide.removeEventListener('change', closeOverlay)
      removeEventListener('keydown', onKeyDown, true)
      // It is still visible while it slides out, and would keep the focus.
      focusLater(sidebarButton, isInSidebar)
    }
  }, [isOverlayOpen, closeOverlay])

  return { isHidden, isOverlayOpen, show, hide, closeOverlay }
}

const sidebarButton = () => document.getElementById(sidebarButtonId)
const hideButton = () => document.getElementById(hideButtonId)

/** Moves the focus once React has updated the page, and only where it would be lost otherwise. */
const focusLater = (find: () => HTMLElement | null, isClosing: (focused: Element) => boolean = () => false): void => {
  setTimeout(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body || !isVisible(focused) || isClosing(focused)) find()?.focus({ preventScroll: true })
  })
}

const isVisible = (element: Element): boolean => element.checkVisibility?.({ visibilityProperty: true }) ?? true

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

const isInSidebar = (target: EventTarget | null): boolean =>
  target instanceof Node && document.getElementById(sidebarId)?.contains(target) === true
