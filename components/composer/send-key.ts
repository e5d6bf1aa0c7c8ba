import type { KeyboardEvent } from 'react'
import { isTouch } from '@/components/ui/pointer'

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
