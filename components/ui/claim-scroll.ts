/** Sent to a scroll container before it is scrolled by {@link claimScroll}. */
export const scrollClaimed = 'scrollclaimed'

/**
 * Claims this frame of a scroll container for a scroll that makes up for a change of height in it. Who follows the end of its content
 * waits for a later frame, since of two moves in one frame a browser takes the change of height for a layout shift. False where it was scrolled
 * for that in this frame already: what can wait, waits.
 */
export const claimScroll = (scroller: Element): boolean => scroller.dispatchEvent(new Event(scrollClaimed, { cancelable: true }))
