'use client'

import { Check, Copy, WrapText } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { useCopy } from '@/components/ui/copy-button'
import { DiagramImage, DiagramNote, DiagramSwitch, useDiagram } from './diagram'
import { GrowingText, whenUnselected } from './growing-text'

type Props = { code: string; language: string; isGrowing: boolean; isLive: boolean }

/** A block of code with its language and buttons to wrap and copy. It is highlighted once complete; a Mermaid diagram is drawn. `isLive`: it streamed in while on screen. */
export const CodeBlock = ({ code, language, isGrowing, isLive }: Props) => {
  const [isWrapped, setIsWrapped] = useState(false)
  const { state, copy } = useCopy()
  const name = /^[\w+#.-]*/.exec(language)?.[0] ?? ''
  const text = code.replace(/\n$/, '')
  const element = useRef<HTMLElement>(null)
  const coloured = useColoured(text, name.toLowerCase(), isGrowing, element)
  const { diagram, failure, onRetry } = useDiagram(text, name.toLowerCase() === 'mermaid' && !isGrowing, element)
  const [prefersCode, setPrefersCode] = useState(false)
  const isDrawn = diagram !== undefined && !prefersCode
  return (
    <div data-slot="code-block" dir="ltr" data-wrapped={isWrapped || undefined}>
      <div
        data-no-copy
        className="flex h-9 items-center border-line border-b pr-0.75 pl-3.5 text-ink-3 text-xs tracking-[0] coarse:h-10.5"
      >
        <span>{name || 'text'}</span>
        <span role="status" className="flex-1 px-2 text-right">
          {state === 'refused' && 'Copying is blocked here. Select the code instead.'}
        </span>
        {!isDrawn && (
          <IconButton
            label="Wrap long lines"
            variant="quiet"
            size="sm"
            aria-pressed={isWrapped}
            onClick={() => setIsWrapped(!isWrapped)}
          >
            <WrapText size={15} />
          </IconButton>
        )}
        {diagram && <DiagramSwitch isCode={prefersCode} onChange={setPrefersCode} />}
        <IconButton label={state === 'copied' ? 'Copied' : 'Copy code'} variant="quiet" size="sm" onClick={() => copy(text)}>
          {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
        </IconButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the arrow keys must reach it (WCAG 2.1.1) */}
      <pre tabIndex={0} hidden={isDrawn}>
        <code ref={element} data-growing={isGrowing || undefined}>
          {coloured ?? (isLive ? <GrowingText text={text} fade={false} /> : text)}
        </code>
      </pre>
      {isDrawn && <DiagramImage diagram={diagram} />}
      {failure && <DiagramNote failure={failure} onRetry={onRetry} />}
    </div>
  )
}

/** Longer code is not highlighted, as that would block the page noticeably. */
const maxColoured = 20_000

/**
 * The highlighted code; `undefined` while it grows, before the highlighter is loaded, or for an unknown language. Highlighting replaces
 * the elements, so it waits until nothing in the code is selected.
 */
const useColoured = (code: string, language: string, isGrowing: boolean, element: RefObject<HTMLElement | null>): ReactNode => {
  const [coloured, setColoured] = useState<{ code: string; nodes: ReactNode }>()
  useEffect(() => {
    if (isGrowing || !language || code.length > maxColoured) return
    const leave = new AbortController()
    import('./highlight').then(
      ({ highlight }) =>
        whenUnselected(element.current, leave.signal, () => setColoured({ code, nodes: highlight(code, language) })),
      () => {}, // not fetched: plain code is as true
    )
    return () => leave.abort()
  }, [code, language, isGrowing, element])
  return coloured?.code === code ? coloured.nodes : undefined
}
