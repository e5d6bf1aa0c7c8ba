import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { composerId } from './composer-id'
import { findWaitingKeys, readDraft, writeDraft } from './local-draft'

export type ComposerText = {
  field: RefObject<HTMLTextAreaElement | null>
  text: string
  /** After each edit by hand. */
  onInput(): void
  setText(text: string): void
}

/**
 * The text of the composer. The field keeps it itself (what was typed before the page woke up stays, and so does the
 * browser's undo); here it is mirrored, and kept as the draft of this thread. What waited to be sent when the page was
 * lost comes back with it.
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

  useTypedEarly(field)

  const keptUnder = useRef(draftKey)
  useLayoutEffect(() => {
    if (!field.current) return
    // A chat that gets its address takes along what is written meanwhile.
    if (keptUnder.current !== draftKey) writeDraft(keptUnder.current, '')
    keptUnder.current = draftKey
    setText(field.current.value || readDraft(draftKey))
  }, [draftKey, setText])

  // What waits from here on is shown by this page itself, and is not lost yet.
  const lost = useRef(isQueueShown ? undefined : draftKey)
  useEffect(() => {
    const { current: key } = lost
    lost.current = undefined
    const keys = key === undefined ? [] : findWaitingKeys(key)
    if (keys.length === 0) return
    const read = () => field.current?.value
    void import('./take-waiting').then(
      ({ takeWaiting }) => takeWaiting(keys, { read, write: setText }),
      () => undefined, // Its code cannot be fetched: it is kept for the next time.
    )
  }, [setText])

  return { field, text, onInput, setText }
}

/** True once a composer of this page listens: what is typed from then on is heard. */
let isAwake = false

/**
 * Where something foreign changed the page before it woke (extensions put elements into forms), React draws it anew, and
 * the field into which somebody types is replaced by an empty one: text, caret and focus go over to that.
 */
const useTypedEarly = (field: RefObject<HTMLTextAreaElement | null>): void => {
  const [early] = useState(() => {
    const element = isAwake || typeof document === 'undefined' ? null : document.getElementById(composerId)
    return { element, hasFocus: element !== null && element === document.activeElement }
  })
  useLayoutEffect(() => {
    const { current } = field
    isAwake = true
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
