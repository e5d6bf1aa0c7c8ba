type Box = { top: number; bottom: number; left: number; right: number }
type Size = { width: number; height: number }

/** Between chip and card, and between card and the edges of the window. */
const GAP = 8
const EDGE = 12

/**
 * Where a card goes: under its chip, or over it where there is more room; beside neither, so it never covers the
 * chip. All in window coordinates, px; `maxHeight` is what fits.
 */
export const placeHoverCard = (chip: Box, card: Size, view: Size): { left: number; top: number; maxHeight: number } => {
  const below = view.height - EDGE - (chip.bottom + GAP)
  const above = chip.top - GAP - EDGE
  const isBelow = card.height <= below || below >= above
  const maxHeight = Math.max(0, isBelow ? below : above)
  const height = Math.min(card.height, maxHeight)
  const middle = (chip.left + chip.right) / 2 - card.width / 3
  const left = Math.max(EDGE, Math.min(middle, view.width - EDGE - card.width))
  return { left, top: isBelow ? chip.bottom + GAP : chip.top - GAP - height, maxHeight }
}
