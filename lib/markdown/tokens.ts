import type { MarkedToken, Token, Tokens } from 'marked'
import type { Source } from '@/lib/protocol/event'
import { type CitationMark, findNotedSource } from '@/lib/run-view/citation-marks'

/** The tokens of an answer: those of marked without raw HTML, and our own. */
export type AnswerToken =
  | Exclude<MarkedToken, { type: 'html' | 'def' | 'code' }>
  | (Omit<Tokens.Code, 'type'> & { type: 'code'; isClosed?: boolean })
  | ({ type: 'citation' } & CitationMark)
  | { type: 'formula'; raw: string; tex: string; display: boolean }
  /** One of the few HTML elements that are shown as what they are. */
  | { type: 'element'; raw: string; tag: 'sub' | 'sup' | 'kbd'; tokens: Token[] }
  | { type: 'details'; raw: string; isOpen: boolean; summary: Token[]; tokens: Token[] }
  /** `[text][name]`, and where the name leads. `isBare`: nothing but the name, `[name]`. */
  | { type: 'reference'; raw: string; label: string; isBare: boolean; tokens: Token[] }
  | { type: 'definition'; raw: string; label: string; href: string }
  /** `[^name]`, and what it says. */
  | { type: 'note-mark'; raw: string; label: string; mark: CitationMark | undefined }
  | { type: 'note'; raw: string; label: string; tokens: Token[] }

/** Only tokens that we render; anything else is dropped here, at the edge, so the renderer can be exhaustive. */
export const known = (tokens: Token[]): AnswerToken[] =>
  tokens.filter((token): token is AnswerToken => tokenTypes.has(token.type))

const tokenTypes = new Set(
  (
    'blockquote br checkbox citation code codespan definition del details element em escape formula heading hr image link list ' +
    'list_item note note-mark paragraph reference space strong table text'
  ).split(' '),
)

/** A block of an answer. `at` is its start in the text, which never changes and so serves as its key. */
export type MarkdownBlock = { at: number; token: AnswerToken }

/** The references and footnotes that an answer defines, by name. */
export type References = {
  /** Address by name. */
  links: ReadonlyMap<string, string>
  /** The footnotes by name, numbered as they are defined. */
  notes: ReadonlyMap<string, Note>
}
export type Note = { n: number; id: string; tokens: Token[] }

/** The references of an answer that defines none. */
export const noReferences: References = { links: new Map(), notes: new Map() }

/** `prefix` makes the ids of footnotes unique in the page. The first definition of a name counts. */
export const collectReferences = (blocks: readonly MarkdownBlock[], prefix: string): References => {
  const links = new Map<string, string>()
  const notes = new Map<string, Note>()
  for (const { token } of blocks) {
    if (token.type === 'definition' && !links.has(token.label)) links.set(token.label, token.href)
    if (token.type === 'note' && !notes.has(token.label)) {
      const n = notes.size + 1
      notes.set(token.label, { n, id: `${prefix}note-${n}`, tokens: token.tokens })
    }
  }
  return links.size === 0 && notes.size === 0 ? noReferences : { links, notes }
}

/**
 * The references without the footnotes that only repeat a source: their marks are citations. What a note says is known when the
 * answer is whole; till then each note that has the number of a source is taken for one, so that no citation becomes a footnote.
 */
export const withoutSourceNotes = (references: References, sources: readonly Source[], isWriting: boolean): References => {
  const isSource = ([label, note]: [string, Note]) => {
    const written = note.tokens.map(({ raw }) => raw).join('')
    return findNotedSource(label, isWriting ? undefined : written, sources) !== undefined
  }
  const kept = [...references.notes].filter((each) => !isSource(each))
  if (kept.length === references.notes.size) return references
  return { ...references, notes: new Map(kept.map(([label, note], i) => [label, { ...note, n: i + 1 }])) }
}

/** Whether a block is a definition, which does not render in its own place. */
export const isDefinition = ({ token }: MarkdownBlock): boolean => token.type === 'definition' || token.type === 'note'
