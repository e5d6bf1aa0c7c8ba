import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { findQueueKeys, readDraft, writeDraft } from '@/lib/client/chat/local-draft'
import { composerId } from './question-field'

export type ComposerText = {
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  /** To be called after each edit by hand. */
  onInput(): void
  setText(text: string): void
}

/**
 * The text of the composer. The field is uncontrolled, so that what was typed before hydration and the browser's undo stay; its
 * value is mirrored here and saved as the draft of this thread. Messages that were still queued when the page was lost are
 * restored with it.
 */
export const useComposerText = (draftKey: string, isQueueShown: boolean): ComposerText => {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setMirror] = useState('')

  const onInput = useCallback(() => {
    const value = field.current?.value ?? ''
    setMirror(value)
    writeDraft(draftKey, value)
    if (field.current) fitHeight(field.current)
  }, [draftKey])

  const setText = useCallback(
    (value: string) => {
      if (!field.current) return
      field.current.value = value
      onInput()
    },
    [onInput],
  )

  useTextBeforeHydration(field)

  const savedKey = useRef(draftKey)
  useLayoutEffect(() => {
    if (!field.current) return
    // When a chat gets its address, its draft moves to the new key.
    if (savedKey.current !== draftKey) writeDraft(savedKey.current, '')
    savedKey.current = draftKey
    setText(field.current.value || readDraft(draftKey))
  }, [draftKey, setText])

  // Only once: what is queued later is shown by this page itself.
  const restoreKey = useRef(isQueueShown ? undefined : draftKey)
  useEffect(() => {
    const { current: key } = restoreKey
    restoreKey.current = undefined
    const keys = key === undefined ? [] : findQueueKeys(key)
    if (keys.length === 0) return
    const read = () => field.current?.value
    void import('./restore-queue').then(
      ({ restoreQueues }) => restoreQueues(keys, { read, write: setText }),
      () => undefined, // The code could not be loaded: the queue stays saved until next time.
    )
  }, [setText])

  return { field, text, onInput, setText }
}

/** True once a composer of this page has mounted. */
let isHydrated = false

/**
 * Keeps what was typed before hydration. Where an extension has changed the page by then, React renders it anew and replaces the
 * field by an empty one; text, selection and focus are copied from the old field to the new one.
 */
const useTextBeforeHydration = (field: RefObject<HTMLTextAreaElement | null>): void => {
  const [early] = useState(() => {
    const element = isHydrated || typeof document === 'undefined' ? null : document.getElementById(composerId)
    return { element, hasFocus: element !== null && element === document.activeElement }
  })
  useLayoutEffect(() => {
    const { current } = field
    isHydrated = true
    const { element, hasFocus } = early
    if (!current || !(element instanceof HTMLTextAreaElement) || element === current) return
    current.value = element.value
    current.setSelectionRange(element.selectionStart, element.selectionEnd)
    if (hasFocus) current.focus({ preventScroll: true })
  }, [field, early])
}

/** Where the style sheet cannot size the field by its content (`field-sizing`), it is measured; CSS sets the bounds. */
const fitHeight = (field: HTMLTextAreaElement): void => {
  if (typeof CSS === 'undefined' || CSS.supports('field-sizing', 'content')) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}
