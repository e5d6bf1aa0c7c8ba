/**
 * A part of a document of Word (`word/document.xml`) without the words that nobody sees in it: hidden, of 2 points and less, or white
 * where nothing can be behind them. `styles` is `word/styles.xml`, if there is one. What may be seen is kept: words that are lost to who
 * reads them are worse than some that nobody sees.
 */
export function withoutHiddenWords(part: string, styles = ''): string {
  const styleOf = readStyles(styles)
  // A picture behind the text, as on a cover, or a page that is dark as a whole.
  const hasBackground =
    /\bbehindDoc="(?:1|true)"/.test(part) ||
    [...part.matchAll(/<w:background\b[^<>]*>/g)].some(([tag]) => isDark(attribute(tag, 'color')))
  /** The paragraph that is open, after those in whose shapes it stands. */
  const paragraphs: Paragraph[] = [{}]
  /** Of each table that is open, from the outermost on: whether anything dark may be behind its words. */
  const tables: { isDark: boolean }[] = []
  return part.replace(marks, (mark) => {
    const paragraph = paragraphs.at(-1) ?? {}
    if (mark.startsWith('<w:r') && mark.endsWith('</w:r>')) {
      const own = toLook(mark)
      const { style } = paragraph
      const look = { ...(style && styleOf(style)), ...(own.style && styleOf(own.style)), ...own }
      // Shapes have a colour of their own, which is not looked for.
      const isInShape = paragraphs.length > 1
      const isOnDark = hasBackground || paragraph.isDark || isInShape || tables.some((table) => table.isDark)
      const isUnseen = look.isHidden || look.isTiny || (look.isWhite && !look.isMarked && !isOnDark)
      // What is between words is seen all the same: a tab, a new line.
      return isUnseen ? mark.replace(words, '') : mark
    }
    const table = tables.at(-1)
    if (mark.startsWith('<w:tbl>')) tables.push({ isDark: false })
    else if (mark === '</w:tbl>') tables.pop()
    else if (mark.startsWith('<w:txbx')) paragraphs.push({})
    else if (mark === '</w:txbxContent>') paragraphs.length = Math.max(paragraphs.length - 1, 1)
    else if (mark.startsWith('<w:pStyle')) paragraph.style = attribute(mark, 'val')
    else if (mark.startsWith('<w:shd') || mark.startsWith('<w:tblStyle')) {
      const isDarkHere = mark.startsWith('<w:tblStyle') || isShaded(mark)
      if (table) table.isDark ||= isDarkHere
      else paragraph.isDark ||= isDarkHere
    } else paragraphs[paragraphs.length - 1] = {}
    return mark
  })
}

type Paragraph = { style?: string; isDark?: boolean }

/** Stretches of text of one look, in which no other begins; and what says where they stand. */
const marks =
  /<w:r(?: [^<>]*)?>(?:(?!<w:r[ >]|<\/w:r>)[\s\S])*<\/w:r>|<\/?w:(?:tbl|txbxContent)>|<w:(?:pStyle|shd|tblStyle)\b[^<>]*>|<w:p(?: [^<>]*)?>/g
const words = /<w:t(?: [^<>]*)?>[^<]*<\/w:t>/g

type Look = { style?: string; isHidden?: boolean; isTiny?: boolean; isWhite?: boolean; isMarked?: boolean }

/** How a stretch, or a style, says that its words look. How they looked before a change that is tracked does not count. */
function toLook(xml: string): Look {
  const now = xml.split('<w:rPrChange')[0] + (xml.split('</w:rPrChange>')[1] ?? '')
  const tag = (name: string) => new RegExp(`<w:${name}(?: [^<>]*)?/?>`).exec(now)?.[0]
  const [style, vanish, size, color] = [tag('rStyle'), tag('vanish'), tag('sz'), tag('color')]
  const shade = tag('shd')
  // Scripts from right to left, and some others, have a size of their own; which of the two counts is told by their letters.
  const otherSize = tag('szCs')
  const isTiny = [size, otherSize].every((each) => !each || Number(attribute(each, 'val')) <= mostTinyHalves)
  const mayBeOther = (tag('rtl') || tag('cs')) && !otherSize
  return {
    ...(style && { style: attribute(style, 'val') }),
    ...(vanish && { isHidden: !/^(?:0|false|off)$/.test(attribute(vanish, 'val')) }),
    ...((size || otherSize) && { isTiny: isTiny && !mayBeOther }),
    ...(color && { isWhite: isWhite(attribute(color, 'val')) }),
    ...((tag('highlight') || effects.test(now) || (shade && isShaded(shade))) && { isMarked: true }),
  }
}

/** What draws letters that are white so that they are seen. */
const effects = /<w:(?:outline|emboss|imprint|shadow)\b|<w14:(?:textOutline|glow|shadow|textFill|reflection|props3d)\b/

/** Sizes are in halves of a point. */
const mostTinyHalves = 4

/** The look of each style, with what it has from the one that it is based on. */
function readStyles(styles: string): (id: string) => Look {
  const found = new Map<string, { base: string | undefined; look: Look }>()
  for (const [style = ''] of styles.matchAll(/<w:style [^<>]*>(?:(?!<w:style |<\/w:style>)[\s\S])*<\/w:style>/g)) {
    const base = /<w:basedOn [^<>]*>/.exec(style)?.[0]
    const { style: _other, ...look } = toLook(style)
    found.set(attribute(style, 'styleId'), { base: base && attribute(base, 'val'), look })
  }
  const lookOf = (id: string, depth = 0): Look => {
    const { base, look } = found.get(id) ?? {}
    return { ...(base !== undefined && depth < maxBases && lookOf(base, depth + 1)), ...look }
  }
  return lookOf
}

const maxBases = 10

const attribute = (tag: string, name: string): string => new RegExp(` w:${name}="([^"<>]*)"`).exec(tag)?.[1] ?? ''

/** So light that nothing of it is seen on paper. */
const isWhite = (color: string): boolean => /^(?:f[a-f]){3}$/i.test(color)
/** Shading has a colour, and a pattern over it in another one: "clear" is none. */
const isShaded = (tag: string): boolean => {
  const hasPattern = !['', 'clear', 'nil'].includes(attribute(tag, 'val'))
  return isDark(attribute(tag, 'fill')) || (hasPattern && !isWhite(attribute(tag, 'color')))
}
const isDark = (color: string): boolean => /^[a-f\d]{6}$/i.test(color) && !isWhite(color)
