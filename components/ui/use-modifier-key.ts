import { useSyncExternalStore } from 'react'

/** `⌘` on Apple systems, `Ctrl` elsewhere and until the page knows where it is. */
export const useModifierKey = (): '⌘' | 'Ctrl' =>
  useSyncExternalStore(
    () => () => {},
    () => (isApple() ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )

export const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)
