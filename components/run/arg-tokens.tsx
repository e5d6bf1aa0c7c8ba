import type { ArgToken } from '@/lib/run-view/call-args'

/** Text in the colours of JSON: keys quiet, strings green, numbers blue. */
export const ArgTokens = ({ tokens }: { tokens: ArgToken[] }) =>
  tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: text only grows at its end, so a token's place is what it is
    <span key={index} data-k={token.kind}>
      {token.text}
    </span>
  ))
