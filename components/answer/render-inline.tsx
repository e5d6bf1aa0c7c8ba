import type { Token } from 'marked'
import type { ReactNode } from 'react'
import { decodeEntities } from './decode-entities'
import { FadingWords } from './fading-words'
import { Formula } from './formula'
import { type AnswerToken, known } from './lex'
import { isOwnPage, safeUrl } from './safe-url'

/** How a piece of an answer is drawn. Handed down, not in a React context, so that a server component can draw one too. */
export type Drawing = {
  /** A chip for `[n]`. Where there are no sources it is left out, and `[n]` stays text. */
  citation?: ((n: number, key: number, spaced: boolean) => ReactNode) | undefined
  /** The text ends here and is still growing; `fade` tells whether words that appear now are new. */
  tail?: { fade: boolean } | undefined
  /** Our own articles may link to one another. */
  ownPages?: boolean
  inLink?: boolean
  depth: number
}

const MAX_DEPTH = 16

/** Inline tokens → elements. No HTML, no pictures, no address that `safeUrl` refuses. */
export const renderInline = (tokens: Token[] | undefined, drawing: Drawing): ReactNode => {
  if (drawing.depth > MAX_DEPTH) return tokens?.map((token) => token.raw).join('')
  const inner = { ...drawing, tail: undefined, depth: drawing.depth + 1 }
  const list = known(tokens ?? [])
  const out: ReactNode[] = []
  for (let i = 0, key = 0; i < list.length; i++) {
    const token = list[i]
    if (!token) break
    const isLast = i === list.length - 1
    if (isChip(token, drawing)) {
      const group: ReactNode[] = []
      const start = key
      for (; ; i++) {
        const next = list[i]
        if (next && isChip(next, drawing)) group.push(drawing.citation?.(next.n, key, isSpaced(list[i - 1])))
        else if (next?.type !== 'text' || next.raw.trim() || !isChip(list[i + 1], drawing)) break
        key += next.raw.length
      }
      i--
      out.push(
        <span key={start} className="citations">
          {group}
        </span>,
      )
    } else {
      out.push(renderToken(token, key, isChip(list[i + 1], drawing), isLast ? { ...inner, tail: drawing.tail } : inner))
      key += token.raw.length
    }
  }
  return out
}

const isChip = (token: AnswerToken | undefined, drawing: Drawing): token is Extract<AnswerToken, { type: 'citation' }> =>
  token?.type === 'citation' && drawing.citation !== undefined && !drawing.inLink

/** A chip sits close to its word; the space that was there comes back where the number has no source. */
const isSpaced = (before: AnswerToken | undefined): boolean => before?.type === 'text' && /\s$/.test(before.raw)

const renderToken = (token: AnswerToken, key: number, beforeChip: boolean, drawing: Drawing): ReactNode => {
  switch (token.type) {
    case 'text': {
      if (token.tokens) return renderInline(token.tokens, drawing)
      const text = decodeEntities(beforeChip ? token.raw.trimEnd() : token.raw)
      return drawing.tail ? <FadingWords key={key} text={text} fade={drawing.tail.fade} /> : text
    }
    case 'escape':
      return token.text
    case 'strong':
      return <strong key={key}>{renderInline(token.tokens, drawing)}</strong>
    case 'em':
      return <em key={key}>{renderInline(token.tokens, drawing)}</em>
    case 'del':
      return <del key={key}>{renderInline(token.tokens, drawing)}</del>
    case 'codespan':
      return <code key={key}>{token.text}</code>
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
      )
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

const asLink = (drawing: Drawing): Drawing => ({ ...drawing, tail: undefined, inLink: true })

const renderLink = (key: number, href: string, words: ReactNode, drawing: Drawing): ReactNode => {
  if (drawing.inLink) return <span key={key}>{words}</span>
  if (drawing.ownPages && isOwnPage(href))
    return (
      <a key={key} href={href}>
        {words}
      </a>
    )
  const url = safeUrl(href)
  return url ? (
    <a key={key} href={url} target="_blank" rel="noopener noreferrer nofollow">
      {words}
    </a>
  ) : (
    <span key={key}>{words}</span>
  )
}
