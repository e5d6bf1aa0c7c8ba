/**
 * A part of a page: `text` is its words as they are quoted, `markdown` the same with its lists, tables and code, `place` the
 * heading that it stands under.
 */
export type PagePassage = { text: string; markdown: string; place?: string }

/** What stands on its own in a page: a heading, a paragraph, a list item, a row of a table, a block of code. */
export type Block = { kind: 'heading' | 'paragraph' | 'item' | 'row' | 'code'; text: string; markdown: string }

const passageChars = 900
const maxHeadingChars = 150
const maxPassages = 5000

/** Blocks as passages that are short enough to be quoted: a new one begins at each heading, and between blocks where one is full. */
export function toPassages(blocks: Iterable<Block>): PagePassage[] {
  const passages: PagePassage[] = []
  let place = ''
  let held: Block[] = []
  let chars = 0
  const finish = () => {
    if (held.length > 0) passages.push(join(held, place))
    held = []
    chars = 0
  }
  for (const block of blocks) {
    if (passages.length >= maxPassages) break
    if (block.kind === 'heading') {
      finish()
      place = block.text.slice(0, maxHeadingChars)
      continue
    }
    for (const part of split(block)) {
      if (chars > 0 && chars + part.text.length > passageChars) finish()
      held.push(part)
      chars += part.text.length + 1
    }
  }
  finish()
  return passages
}

const join = (blocks: Block[], place: string): PagePassage => ({
  text: blocks.map(({ text }) => text).join('\n'),
  markdown: blocks
    .map(({ markdown, kind }, at) =>
      at > 0 ? `${kind === blocks[at - 1]?.kind && isTight(kind) ? '\n' : '\n\n'}${markdown}` : markdown,
    )
    .join(''),
  ...(place !== '' && { place }),
})

const isTight = (kind: Block['kind']): boolean => kind === 'item' || kind === 'row'

/** A block that is too long to be quoted in pieces that end after sentences, else after words, else anywhere. */
function split(block: Block): Block[] {
  if (block.text.length <= 2 * passageChars) return [block]
  const pieces: string[] = []
  for (let rest = block.text; rest !== ''; ) {
    const piece = rest.length <= passageChars ? rest : rest.slice(0, endOfPiece(rest.slice(0, passageChars)))
    pieces.push(piece.trim())
    rest = rest.slice(piece.length)
  }
  return pieces
    .filter((piece) => piece !== '')
    .map((text) => ({ kind: block.kind === 'code' ? 'code' : 'paragraph', text, markdown: text }))
}

const endOfPiece = (text: string): number => {
  const sentence = Math.max(...['. ', '! ', '? ', '。', '！', '？', '\n'].map((end) => text.lastIndexOf(end) + end.length))
  if (sentence > text.length / 3) return sentence
  const word = text.lastIndexOf(' ') + 1
  return word > text.length / 3 ? word : text.length
}
