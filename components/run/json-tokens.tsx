import type { ReactNode } from 'react'
import type { ArgToken } from '@/lib/run-view/call-args'

/** In a frame, names are as strong as text; in a row they are quiet beside their values. */
const colors: Record<ArgToken['kind'], string> = {
  key: 'text-ink-3 in-data-[slot=output]:text-syn-key',
  mark: 'text-ink-3',
  string: 'text-syn-str',
  number: 'text-syn-num',
  word: 'text-syn-num',
}

/** A piece of JSON in its colour. */
export const JsonWord = ({ kind, children }: { kind: ArgToken['kind']; children: ReactNode }) => (
  <span className={colors[kind]}>{children}</span>
)

/** Text in the colours of JSON: keys quiet, strings green, numbers blue. */
export const JsonTokens = ({ tokens }: { tokens: ArgToken[] }) =>
  tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: text only grows at its end, so a token's place is what it is
    <JsonWord key={index} kind={token.kind}>
      {token.text}
    </JsonWord>
  ))
