import type { Token, TokenStream } from 'prismjs'
import type { ReactNode } from 'react'
import { Prism } from './prism'
import 'prismjs/components/prism-jsx'
import 'prismjs/components/prism-typescript'
import 'prismjs/components/prism-tsx'
import 'prismjs/components/prism-python'
import 'prismjs/components/prism-bash'
import 'prismjs/components/prism-json'
import 'prismjs/components/prism-sql'

/** Code in colour as elements, or `undefined` for a language we have no grammar for. Fetched with the first block. */
export const highlight = (code: string, language: string): ReactNode => {
  const grammar = Prism.languages[NAMES.get(language) ?? language]
  return grammar && typeof grammar === 'object' ? toNodes(Prism.tokenize(code, grammar)) : undefined
}

const NAMES = new Map([
  ['mjs', 'javascript'],
  ['cjs', 'javascript'],
  ['mts', 'typescript'],
  ['py', 'python'],
  ['python3', 'python'],
  ['sh', 'bash'],
  ['zsh', 'bash'],
  ['console', 'bash'],
  ['json5', 'json'],
  ['jsonc', 'json'],
  ['vue', 'markup'],
])

const toNodes = (stream: TokenStream): ReactNode => {
  if (typeof stream === 'string') return stream
  if (!Array.isArray(stream)) return toNode(stream, 0)
  let at = 0
  return stream.map((token) => {
    const key = at
    at += token.length
    return toNode(token, key)
  })
}

const toNode = (token: string | Token, key: number): ReactNode => {
  if (typeof token === 'string') return token
  const kind = KINDS.get(token.type)
  const inner = toNodes(token.content)
  return (
    <span key={key} className={kind}>
      {inner}
    </span>
  )
}

/** Prism's many kinds → our five looks; the rest stays ink. */
const KINDS = new Map(
  Object.entries({
    comment: 'syn-quiet',
    prolog: 'syn-quiet',
    doctype: 'syn-quiet',
    punctuation: 'syn-mark',
    operator: 'syn-mark',
    string: 'syn-str',
    'template-string': 'syn-str',
    'triple-quoted-string': 'syn-str',
    'attr-value': 'syn-str',
    char: 'syn-str',
    regex: 'syn-str',
    number: 'syn-num',
    boolean: 'syn-num',
    constant: 'syn-num',
    null: 'syn-num',
    keyword: 'syn-word',
    tag: 'syn-word',
    selector: 'syn-word',
    builtin: 'syn-word',
    function: 'syn-name',
    'class-name': 'syn-name',
  }),
)
