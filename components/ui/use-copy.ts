'use client'

import { useEffect, useState } from 'react'
import { copyText } from './copy-text'

type CopyState = 'idle' | 'copied' | 'refused'

/** Copies and says how it went, for 1.5 s; a refusal stays a little longer, as it has a sentence to read. */
export const useCopy = (): { state: CopyState; copy(text: string, html?: string): void } => {
  const [state, setState] = useState<CopyState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), state === 'copied' ? 1_500 : 6_000)
    return () => clearTimeout(timer)
  }, [state])
  return {
    state,
    copy: (text, html) => void copyText(text, html).then((isCopied) => setState(isCopied ? 'copied' : 'refused')),
  }
}
