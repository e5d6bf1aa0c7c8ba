import { type RefObject, useEffect, useState } from 'react'
import { maxQuestionBytes, toKib } from './message-size'

/** Text longer than this could not be sent, nor sensibly be shortened by hand; a browser lays it out for seconds. Characters. */
const maxPastedLength = 4 * maxQuestionBytes

/**
 * Keeps text that is far too long out of a field, pasted or dropped, before the browser lays it out. Returns what to say about
 * it, until the field is next written in.
 */
export const usePasteLimit = (field: RefObject<HTMLTextAreaElement | null>): string | undefined => {
  const [words, setWords] = useState<string>()
  useEffect(() => {
    const element = field.current
    if (!element) return
    const onBeforeInput = (event: InputEvent) => {
      const isForeign = event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop'
      const text = isForeign ? (event.data ?? event.dataTransfer?.getData('text/plain') ?? '') : ''
      if (text.length <= maxPastedLength) {
        setWords(undefined)
        return
      }
      event.preventDefault()
      const size = toKib(new TextEncoder().encode(text).length)
      setWords(`That text is too long to be asked (${size}; the most is ${maxQuestionBytes / 1024} KiB), so it was not put in.`)
    }
    element.addEventListener('beforeinput', onBeforeInput)
    return () => element.removeEventListener('beforeinput', onBeforeInput)
  }, [field])
  return words
}
