import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { cn } from '@/components/ui/cn'
import { isTouch } from '@/components/ui/screen'

/** What the composer and the editor of a question that was asked share: their look, their keys, and how much fits in them. */

/** By this id the skip link, the `/` key and whatever gives the focus back find the composer's field. */
export const composerId = 'composer'

/** The box round a field in which a question is written. The box shows the focus, not the field. */
export const fieldBox = cn(
  'border border-line-2 bg-surface shadow-1 ring-accent/11 has-[textarea:focus-visible]:border-control has-[textarea:focus-visible]:ring-4',
  'forced-colors:border-[CanvasText] forced-colors:outline-[Highlight] forced-colors:has-[textarea:focus-visible]:outline-2',
)

/** The field in it, as high as its text. Below 16 px, iOS zooms into it. */
export const fieldText = cn(
  'field-sizing-content scroll-thin block w-full resize-none overflow-y-auto text-md leading-normal focus-visible:outline-none coarse:text-lg',
)

/** `Enter` sends and `Shift+Enter` makes a line; on touch screens `Enter` makes a line too, and the button sends. */
export const isSendKey = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' &&
  !isComposing(event) &&
  (event.metaKey || event.ctrlKey || !(event.shiftKey || event.altKey || isTouch()))

/**
 * True while an input method is choosing a word: keys belong to it then. Safari reports the end of the composition
 * before the key, which still has code 229.
 */
export const isComposing = (event: KeyboardEvent): boolean => event.nativeEvent.isComposing || event.keyCode === 229

/** The most a question may hold; the server refuses more (`too-large`). Bytes of UTF-8. */
const maxQuestionBytes = 32 * 1024
/** From here on the field says how much is left. */
const nearLimitBytes = 28 * 1024
/** Text longer than this could not be sent, nor sensibly be shortened by hand; a browser lays it out for seconds. Characters. */
export const maxPastedLength = 4 * maxQuestionBytes

export type QuestionSize = { fits: boolean; message?: string }

/** Whether the text may be sent, and what to say about its size once that matters. */
export const measureQuestion = (text: string): QuestionSize => {
  // At most three bytes come from one UTF-16 unit, so short text need not be encoded.
  if (text.length * 3 < nearLimitBytes) return { fits: true }
  const bytes = countBytes(text.trim())
  if (bytes > maxQuestionBytes)
    return { fits: false, message: `This message is too long (${formatKb(bytes)}). The limit is 32 KB.` }
  if (bytes > nearLimitBytes) return { fits: true, message: `${formatKb(maxQuestionBytes - bytes)} of 32 KB left` }
  return { fits: true }
}

/**
 * Keeps text that is far too long out of a field, pasted or dropped, before the browser lays it out. Returns what to say about
 * it, until the field is next edited.
 */
export const usePasteLimit = (field: RefObject<HTMLTextAreaElement | null>): string | undefined => {
  const [message, setMessage] = useState<string>()
  useEffect(() => {
    const element = field.current
    if (!element) return
    const onBeforeInput = (event: InputEvent) => {
      const isForeign = event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop'
      const text = isForeign ? (event.data ?? event.dataTransfer?.getData('text/plain') ?? '') : ''
      if (text.length <= maxPastedLength) {
        setMessage(undefined)
        return
      }
      event.preventDefault()
      setMessage(`This text was not added because it is too long (${formatKb(countBytes(text))}). The limit is 32 KB.`)
    }
    element.addEventListener('beforeinput', onBeforeInput)
    return () => element.removeEventListener('beforeinput', onBeforeInput)
  }, [field])
  return message
}

const countBytes = (text: string): number => new TextEncoder().encode(text).length

const formatKb = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`
