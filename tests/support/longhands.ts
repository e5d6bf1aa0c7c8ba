const sides: Record<string, string[]> = {
  all: ['top', 'right', 'bottom', 'left'],
  inline: ['left', 'right'],
  block: ['top', 'bottom'],
  'inline-start': ['left'],
  'inline-end': ['right'],
  'block-start': ['top'],
  'block-end': ['bottom'],
}
const shorthands: Record<string, string[]> = {
  inset: ['top', 'right', 'bottom', 'left'],
  'inset-inline': ['left', 'right'],
  'inset-block': ['top', 'bottom'],
  gap: ['row-gap', 'column-gap'],
  overflow: ['overflow-x', 'overflow-y'],
  font: ['font-family', 'font-size', 'font-weight', 'line-height'],
  flex: ['flex-grow', 'flex-shrink', 'flex-basis'],
  background: ['background-color', 'background-image', 'background-clip'],
  outline: ['outline-width', 'outline-style', 'outline-color'],
  transition: ['transition-property', 'transition-duration', 'transition-timing-function'],
  'grid-area': ['grid-row-start', 'grid-row-end', 'grid-column-start', 'grid-column-end'],
  'grid-row': ['grid-row-start', 'grid-row-end'],
  'grid-column': ['grid-column-start', 'grid-column-end'],
  'place-items': ['align-items', 'justify-items'],
  'place-content': ['align-content', 'justify-content'],
  'place-self': ['align-self', 'justify-self'],
  'border-radius': [
    'border-top-left-radius',
    'border-top-right-radius',
    'border-bottom-left-radius',
    'border-bottom-right-radius',
  ],
  'text-decoration': ['text-decoration-line', 'text-decoration-color'],
}

/** The properties that a property of CSS sets: those of a shorthand, else itself. Only what the app uses. */
export function longhandsOf(property: string): string[] {
  const box = /^(padding|margin|border)(?:-(block|inline|top|right|bottom|left)(-start|-end)?)?(?:-(width|style|color))?$/.exec(
    property,
  )
  if (!box) return shorthands[property] ?? [property]
  const [, name, side = 'all', end = '', kind] = box
  const kinds = name !== 'border' ? [''] : kind ? [`-${kind}`] : ['-width', '-style', '-color']
  return (sides[side + end] ?? [side]).flatMap((one) => kinds.map((last) => `${name}-${one}${last}`))
}
