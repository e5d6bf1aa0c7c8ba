import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { readDraft, readQueued, writeDraft } from './local-draft'

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
  const hasQueue = useRef(isQueueShown)
  useEffect(() => {
    hasQueue.current = isQueueShown
  }, [isQueueShown])

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

  useEffect(() => {
    if (!field.current) return
    // Unless it waits still: then it is shown above the field.
    const waited = hasQueue.current ? '' : readQueued(draftKey)
    const written = field.current.value || readDraft(draftKey)
    field.current.value = written.includes(waited) ? written : [waited, written].filter((each) => each !== '').join('\n\n')
    onInput()
  }, [draftKey, onInput])

  return { field, text, onInput, setText }
}

/** Where the style sheet cannot size the field by its content (`field-sizing`), it is measured; CSS sets the bounds. */
const fitHeight = (field: HTMLTextAreaElement): void => {
  if (typeof CSS === 'undefined' || CSS.supports('field-sizing', 'content')) return
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}
