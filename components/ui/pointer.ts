/**
 * True on touch screens: there `Enter` makes a line, and the page does not take the focus by itself, since that would
 * raise the keyboard.
 */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches
