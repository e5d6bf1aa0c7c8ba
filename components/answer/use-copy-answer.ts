'use client'

import type { MouseEvent } from 'react'
import { useCopy } from '@/components/ui/copy-button'
import type { RunView } from '@/lib/run-view/run-view'

/** Fetches what makes a copy of an answer. */
export const loadCopies = () => import('./copy-answer')

/** Copies the answer of a run, as Markdown and as HTML: what it is pasted into takes the one it can show. */
export const useCopyAnswer = (run: RunView) => {
  const { state, copy } = useCopy()
  const copyAnswer = async ({ currentTarget }: MouseEvent<HTMLElement>): Promise<void> => {
    const written = run.answer?.text
    if (written === undefined) return
    const { text, html } = await loadCopies().then(
      ({ toCopies }) => toCopies(currentTarget, written, run),
      () => ({ text: written, html: undefined }), // not fetched: the answer as it was written is worth having
    )
    copy(text, html)
  }
  return { state, copyAnswer }
}
