/**
 * A part of a document of Word (`word/document.xml`) without the words that nobody sees in it: hidden, of 2 points and less, or white
 * where nothing dark is behind them. `styles` is `word/styles.xml`, if there is one.
 */
export function withoutHiddenWords(part: string, styles = ''): string {
  const styleOf = readStyles(styles)
  const hasBackground = [...part.matchAll(/<w:background\b[^<>]*>/g)].some(([tag]) => isDark(attribute(tag, 'color')))
  let paragraph: { style?: string | undefined; isDark?: boolean } = {}
  /** Of each table that is open, from the outermost on: whether anything dark may be behind its words. */
  const tables: { isDark: boolean }[] = []
  /** Shapes have a colour of their own, which is not looked for. */
  let shapes = 0
  return part.replace(marks, (mark) => {
    if (mark.startsWith('<w:r') && mark.endsWith('</w:r>')) {
      const own = toLook(mark)
      const { style } = paragraph
      const look = { ...(style && styleOf(style)), ...(own.style && styleOf(own.style)), ...own }
      const isOnDark = hasBackground || paragraph.isDark || shapes > 0 || tables.some((table) => table.isDark)
      return look.isHidden || look.isTiny || (look.isWhite && !look.isMarked && !isOnDark) ? '' : mark
    }
    const table = tables.at(-1)
    if (mark.startsWith('<w:tbl>')) tables.push({ isDark: false })
    else if (mark === '</w:tbl>') tables.pop()
    else if (mark === '</w:txbxContent>') shapes -= 1
    else if (mark.startsWith('<w:txbx')) shapes += 1
    else if (mark.startsWith('<w:pStyle')) paragraph.style = attribute(mark, 'val')
    else if (mark.startsWith('<w:shd') || mark.startsWith('<w:tblStyle')) {
      const isShaded = mark.startsWith('<w:tblStyle') || isDark(attribute(mark, 'fill'))
      if (table) table.isDark ||= isShaded
      else paragraph.isDark ||= isShaded
    } else paragraph = {}
    return mark
  })
}

/** Stretches of text of one look, in which no other begins; and what says where they stand. */
const marks =
  /<w:r(?: [^<>]*)?>(?:(?!<w:r[ >]|<\/w:r>)[\s\S])*<\/w:r>|<\/?w:(?:tbl|txbxContent)>|<w:(?:pStyle|shd|tblStyle)\b[^<>]*>|<w:p(?: [^<>]*)?>/g

type Look = { style?: string; isHidden?: boolean; isTiny?: boolean; isWhite?: boolean; isMarked?: boolean }

/** How a stretch, or a style, says that its words look. How they looked before a change that is tracked does not count. */
function toLook(xml: string): Look {
  const now = xml.split('<w:rPrChange')[0] + (xml.split('</w:rPrChange>')[1] ?? '')
  const tag = (name: string) => new RegExp(`<w:${name}(?: [^<>]*)?/?>`).exec(now)?.[0]
  const [style, vanish, size, color] = [tag('rStyle'), tag('vanish'), tag('sz'), tag('color')]
  const shade = tag('shd')
  return {
    ...(style && { style: attribute(style, 'val') }),
    ...(vanish && { isHidden: !/^(?:0|false|off)$/.test(attribute(vanish, 'val')) }),
    ...(size && { isTiny: Number(attribute(size, 'val')) <= mostTinyHalves }),
    ...(color && { isWhite: isWhite(attribute(color, 'val')) }),
    ...((tag('highlight') || (shade && isDark(attribute(shade, 'fill')))) && { isMarked: true }),
  }
}

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
const isDark = (color: string): boolean => /^[a-f\d]{6}$/i.test(color) && !isWhite(color)
