'use client'

import { useEffect, useRef, useState } from 'react'

type Katex = typeof import('katex').default

/**
 * A formula, set as MathML by KaTeX, which is fetched when the first one appears. MathML is laid out by the browser, so
 * no style sheet and no fonts come with it. KaTeX builds the nodes itself (no HTML text is parsed); until then, and where the
 * source has a mistake, the source is shown.
 */
export const Formula = ({ tex, source, display }: { tex: string; source: string; display: boolean }) => {
  const host = useRef<HTMLSpanElement>(null)
  const [isSet, setIsSet] = useState(false)
  useEffect(() => {
    let isGone = false
    if (tex.length > MAX_LENGTH) return
    import('katex').then(
      ({ default: katex }) => !isGone && host.current && setIsSet(typeset(katex, tex, display, host.current)),
      () => {}, // not fetched: the source stays, which can be read
    )
    return () => {
      isGone = true
    }
  }, [tex, display])
  return (
    <span className={display ? 'formula display' : 'formula'}>
      <span ref={host} hidden={!isSet} />
      {!isSet && <code>{source.trim()}</code>}
    </span>
  )
}

const MAX_LENGTH = 4_000

/** False where KaTeX does not understand. Its bounds hold off formulas made to hang or to cover the page. */
const typeset = (katex: Katex, tex: string, displayMode: boolean, host: HTMLElement): boolean => {
  try {
    katex.render(tex, host, {
      displayMode,
      output: 'mathml',
      throwOnError: true,
      trust: false,
      strict: 'ignore',
      maxExpand: 200,
      maxSize: 20,
    })
    return true
  } catch {
    return false // a mistake in the model's formula is not ours to report
  }
}
