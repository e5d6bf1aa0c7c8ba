'use client'

import { Check, Copy, WrapText } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useCopy } from './use-copy'

/** A block of code: what language it is, copy, wrap; coloured once it is whole. */
export const CodeBlock = ({ code, language, isGrowing }: { code: string; language: string; isGrowing: boolean }) => {
  const [isWrapped, setIsWrapped] = useState(false)
  const { state, copy } = useCopy()
  const name = /^[\w+#.-]*/.exec(language)?.[0] ?? ''
  const text = code.replace(/\n$/, '')
  const coloured = useColoured(text, name.toLowerCase(), isGrowing)
  return (
    <div className="code-block" data-wrapped={isWrapped || undefined}>
      <div className="code-head">
        <span>{name || 'text'}</span>
        <span role="status" className="code-said">
          {state === 'refused' && 'Copying is blocked here. Select the code instead.'}
        </span>
        <button
          type="button"
          className="ib"
          aria-label="Wrap long lines"
          aria-pressed={isWrapped}
          onClick={() => setIsWrapped(!isWrapped)}
        >
          <WrapText size={15} />
        </button>
        <button type="button" className="ib" aria-label={state === 'copied' ? 'Copied' : 'Copy code'} onClick={() => copy(text)}>
          {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the arrow keys must reach it (WCAG 2.1.1) */}
      <pre tabIndex={0}>
        <code className={isGrowing ? 'growing' : undefined}>{coloured ?? text}</code>
      </pre>
    </div>
  )
}

/** Above this colouring would be felt as a stall; such code is read as plain text. */
const MAX_COLOURED = 20_000

/** The code in colour; nothing while it grows, before the highlighter has come, or where it does not know the language. */
const useColoured = (code: string, language: string, isGrowing: boolean): ReactNode => {
  const [coloured, setColoured] = useState<{ code: string; nodes: ReactNode }>()
  useEffect(() => {
    if (isGrowing || !language || code.length > MAX_COLOURED) return
    let isGone = false
    import('./highlight').then(
      ({ highlight }) => !isGone && setColoured({ code, nodes: highlight(code, language) }),
      () => {}, // not fetched: plain code is as true
    )
    return () => {
      isGone = true
    }
  }, [code, language, isGrowing])
  return coloured?.code === code ? coloured.nodes : undefined
}
