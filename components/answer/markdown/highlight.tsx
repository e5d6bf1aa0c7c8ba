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

/** Highlighted code as elements; `undefined` for a language without a grammar. Loaded with the first block of code. */
export const highlight = (code: string, language: string): ReactNode => {
  const grammar = Prism.languages[languageNames.get(language) ?? language]
  return grammar && typeof grammar === 'object' ? toNodes(Prism.tokenize(code, grammar)) : undefined
}

const languageNames = new Map([
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
  const kind = tokenClasses.get(token.type)
  const inner = toNodes(token.content)
  return (
    <span key={key} className={kind}>
      {inner}
    </span>
  )
}

/** The class name for each kind of token of Prism; other kinds look like plain text. */
const tokenClasses = new Map(
  Object.entries({
    comment: 'text-ink-3',
    prolog: 'text-ink-3',
    doctype: 'text-ink-3',
    punctuation: 'text-ink-2',
    operator: 'text-ink-2',
    string: 'text-syn-str',
    'template-string': 'text-syn-str',
    'triple-quoted-string': 'text-syn-str',
    'attr-value': 'text-syn-str',
    char: 'text-syn-str',
    regex: 'text-syn-str',
    number: 'text-syn-num',
    boolean: 'text-syn-num',
    constant: 'text-syn-num',
    null: 'text-syn-num',
    keyword: 'font-semibold',
    tag: 'font-semibold',
    selector: 'font-semibold',
    builtin: 'font-semibold',
    function: 'font-medium',
    'class-name': 'font-medium',
  }),
)
