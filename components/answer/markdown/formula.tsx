'use client'

import { useEffect, useRef, useState } from 'react'

/**
 * A formula, typeset by KaTeX, which is loaded with its fonts when the first formula appears. KaTeX builds the nodes itself (no HTML
 * is parsed). Until then, and for invalid TeX, the source is shown.
 */
export const Formula = ({ tex, source, display }: { tex: string; source: string; display: boolean }) => {
  const host = useRef<HTMLSpanElement>(null)
  const [isSet, setIsSet] = useState(false)
  useEffect(() => {
    let isGone = false
    if (tex.length > maxLength) return
    import('./typeset').then(
      ({ typeset }) => !isGone && host.current && setIsSet(typeset(tex, display, host.current)),
      () => {}, // not fetched: the source stays, which can be read
    )
    return () => {
      isGone = true
    }
  }, [tex, display])
  return (
    <span data-slot="formula" data-display={display || undefined} dir="ltr" data-source={source.trim()}>
      <span ref={host} hidden={!isSet} />
      {!isSet && <code>{source.trim()}</code>}
    </span>
  )
}

const maxLength = 4_000
