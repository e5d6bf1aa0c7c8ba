import { decodeNamedCharacterReference } from 'decode-named-character-reference'
import type { Token } from 'marked'
import type { ReactNode } from 'react'
import { type AnswerToken, known, noReferences, type References } from '@/lib/markdown/tokens'
import type { CitationMark } from '@/lib/run-view/citation-marks'
import { isOwnPage, safeUrl } from '@/lib/run-view/source-address'
import { Formula } from './formula'
import { GrowingText } from './growing-text'
import { NoteMark } from './note-mark'

/** How a piece of an answer is drawn. Handed down, not in a React context, so that a server component can draw one too. */
export type Drawing = {
  /** Chips for neighbouring citations. Where there are no sources it is left out, and they stay text. */
  citations?: ((marks: ShownMark[], key: number, references: References) => ReactNode) | undefined
  /** What names stand for; see {@link References}. */
  references?: References | undefined
  /** The text ends here and is still growing; `fade` tells whether words that appear now are new. */
  tail?: { fade: boolean } | undefined
  /** The answer was seen being written: its text keeps the elements that it grew in. */
  isLive?: boolean | undefined
  /** Our own articles may link to one another. */
  ownPages?: boolean
  inLink?: boolean
  depth: number
}

/** `isSpaced`: it was written with a space before it, which comes back where it is shown as text. */
export type ShownMark = CitationMark & { isSpaced: boolean }

const maxDepth = 16

/** Inline tokens → elements. Of HTML only what the lexer let through, no pictures, no address that `safeUrl` refuses. */
export const renderInline = (tokens: Token[] | undefined, drawing: Drawing): ReactNode => {
  if (drawing.depth > maxDepth) return tokens?.map((token) => token.raw).join('')
  const inner = { ...drawing, tail: undefined, depth: drawing.depth + 1 }
  const list = known(tokens ?? [])
  const out: ReactNode[] = []
  for (let i = 0, key = 0; i < list.length; i++) {
    const token = list[i]
    if (!token) break
    const isLast = i === list.length - 1
    if (toMark(token, drawing)) {
      const group: ShownMark[] = []
      const start = key
      for (; ; i++) {
        const next = list[i]
        const mark = next && toMark(next, drawing)
        if (mark) group.push({ ...mark, isSpaced: isSpaced(list[i - 1]) })
        else if (next?.type !== 'text' || next.raw.trim() || !isMark(list[i + 1], drawing)) break
        key += next.raw.length
      }
      i--
      out.push(drawing.citations?.(group, start, drawing.references ?? noReferences))
    } else {
      out.push(renderToken(token, key, isMark(list[i + 1], drawing), isLast ? { ...inner, tail: drawing.tail } : inner))
      key += token.raw.length
    }
  }
  return out
}

/** A citation that becomes a chip. `[^1]` is one unless there is a footnote of that name. */
const toMark = (token: AnswerToken, { citations, inLink, references }: Drawing): CitationMark | undefined => {
  if (!citations || inLink) return undefined
  if (token.type === 'citation') return token
  return token.type === 'note-mark' && !references?.notes.has(token.label) ? token.mark : undefined
}

const isMark = (token: AnswerToken | undefined, drawing: Drawing): boolean =>
  token !== undefined && toMark(token, drawing) !== undefined

/** A chip sits close to its word; the space that was there comes back where the number has no source. */
const isSpaced = (before: AnswerToken | undefined): boolean => before?.type === 'text' && /\s$/.test(before.raw)

const renderToken = (token: AnswerToken, key: number, beforeChip: boolean, drawing: Drawing): ReactNode => {
  switch (token.type) {
    case 'text':
      if (token.tokens) return renderInline(token.tokens, drawing)
      return renderText(decodeEntities(beforeChip ? token.raw.trimEnd() : token.raw), key, drawing)
    case 'escape':
      return token.text
    case 'strong':
      return <strong key={key}>{renderInline(token.tokens, drawing)}</strong>
    case 'em':
      return <em key={key}>{renderInline(token.tokens, drawing)}</em>
    case 'del':
      return <del key={key}>{renderInline(token.tokens, drawing)}</del>
    case 'element':
      return <token.tag key={key}>{renderInline(token.tokens, drawing)}</token.tag>
    case 'codespan':
      return (
        <code key={key} dir="ltr">
          {renderText(token.text, 0, { ...drawing, tail: undefined })}
        </code>
      )
    case 'br':
      return <br key={key} />
    case 'formula':
      return <Formula key={key} tex={token.tex} source={token.raw} display={token.display} />
    case 'link':
      return renderLink(
        key,
        token.autolink ? token.href : decodeEntities(token.href),
        renderInline(token.tokens, asLink(drawing)),
        drawing,
        token.autolink,
      )
    case 'reference':
      return renderReference(token, key, drawing)
    case 'note-mark': {
      const note = drawing.references?.notes.get(token.label)
      return note ? <NoteMark key={key} note={note} /> : token.mark ? null : token.raw
    }
    case 'citation':
      return token.mayBeText ? token.raw : null
    case 'image': {
      // Not loaded: an address the model wrote could carry what it read here to anyone. A link asks first.
      const href = decodeEntities(token.href)
      const words = decodeEntities(token.text).trim() || 'Picture'
      return renderLink(key, href.toLowerCase().startsWith('https:') ? href : '', words, drawing)
    }
    default:
      return token.raw
  }
}

const renderText = (text: string, key: number, { isLive, tail }: Drawing): ReactNode =>
  isLive ? <GrowingText key={key} text={text} fade={tail?.fade ?? false} /> : text

/** A name that nothing stands for shows its words where it has some, and itself otherwise. */
const renderReference = (token: Extract<AnswerToken, { type: 'reference' }>, key: number, drawing: Drawing): ReactNode => {
  const href = drawing.references?.links.get(token.label)
  const words = renderInline(token.tokens, href === undefined ? { ...drawing, tail: undefined } : asLink(drawing))
  if (href !== undefined) return renderLink(key, decodeEntities(href), words, drawing)
  return token.isBare ? (
    <span key={key}>
      {'['}
      {words}
      {']'}
    </span>
  ) : (
    <span key={key}>{words}</span>
  )
}

const asLink = (drawing: Drawing): Drawing => ({ ...drawing, tail: undefined, inLink: true })

/** `isAddress`: its words are its address, which reads from left to right in any text. */
const renderLink = (key: number, href: string, words: ReactNode, drawing: Drawing, isAddress = false): ReactNode => {
  if (drawing.inLink) return <span key={key}>{words}</span>
  if (drawing.ownPages && isOwnPage(href))
    return (
      <a key={key} href={href}>
        {words}
      </a>
    )
  const url = safeUrl(href)
  return url ? (
    <a key={key} href={url} dir={isAddress ? 'ltr' : undefined} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  ) : (
    <span key={key}>{words}</span>
  )
}

/**
 * `&amp;` → `&`: the lexer leaves character references to its HTML renderer, and we render none. All names of HTML are known:
 * a browser looks them up in its own table, so none is sent to it.
 */
export const decodeEntities = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]\w{1,31}));/g, toCharacter) : text

const toCharacter = (reference: string, decimal?: string, hex?: string, name?: string): string => {
  if (name !== undefined) return decodeNamedCharacterReference(name) || reference
  const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10)
  const exists = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return exists ? String.fromCodePoint(code) : '\ufffd'
}
