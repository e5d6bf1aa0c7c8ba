import { useEffect, useRef } from 'react'
import type { DialogName } from '@/components/context/dialog-store'
import { readSettings } from '@/components/context/settings'

type Intent = (() => void) | undefined

/** What a page has keys for; it may have less. */
export type Shortcuts = {
  /** `Esc` when nothing is open; `undefined` when nothing runs. */
  onStop?: Intent
  /** `/` outside of fields. */
  onFocusComposer?: Intent
  /** `⇧ ⌘/Ctrl O` */
  onNewChat?: Intent
  /** `⇧ ⌘/Ctrl C`; `undefined` when there is no answer. */
  onCopyAnswer?: Intent
  /** `⌘/Ctrl K`; `?` outside of fields. */
  onOpen?: (name: DialogName) => void
  /** `⌘/Ctrl .`; `undefined` when there is no run. */
  onToggleDetails?: Intent
}

/**
 * The keys of the page. What is open above it handles its own `Esc` first and calls `preventDefault`; under an open
 * dialog the page rests.
 */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const current = useRef(shortcuts)
  useEffect(() => {
    current.current = shortcuts
  })

  useEffect(() => {
    // Fetched after the page is there; names are read out without it.
    import('@/components/ui/tooltips').then(
      ({ showTooltips }) => showTooltips(),
      () => {},
    )
  }, [])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return
      if (document.querySelector('dialog[open]')) return
      const intent = toIntent(event, current.current)
      if (!intent) return
      event.preventDefault()
      intent()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}

const toIntent = (event: KeyboardEvent, shortcuts: Shortcuts): Intent => {
  const { onOpen } = shortcuts
  const open = (name: DialogName): Intent => onOpen && (() => onOpen(name))
  const isCommand = event.metaKey || event.ctrlKey
  const key = event.key.toLowerCase()
  if (isCommand && event.shiftKey && !event.altKey) {
    if (key === 'o') return shortcuts.onNewChat
    if (key === 'c') return shortcuts.onCopyAnswer
  }
  if (isCommand && key === 'k' && !event.shiftKey && !event.altKey) return open('menu')
  if (isCommand && !event.altKey && key === '.') return shortcuts.onToggleDetails
  if (isCommand || event.altKey) return undefined
  if (key === 'escape') return shortcuts.onStop
  if (isField(event.target) || !readSettings().letterKeys) return undefined
  if (key === '/') return shortcuts.onFocusComposer
  if (key === '?') return open('shortcuts')
  return undefined
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
