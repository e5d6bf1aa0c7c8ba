'use client'

import { lazy, Suspense } from 'react'
import { isEnded, type RunView } from '@/lib/view/run-view'
import { CitationScope } from './citation-scope'
import { SourceRow } from './source-row'

/** Fetches the Markdown renderer, most of this folder's weight. Call it when an answer is likely to come: on send, on idle. */
export const preloadAnswer = () => import('./answer')
const Answer = lazy(() => preloadAnswer().then(({ Answer }) => ({ default: Answer })))

/** What a run comes to: its sources and its answer, which light each other up. Empty while there is neither. */
export const AnswerSection = ({ run }: { run: RunView }) => {
  if (run.sources.length === 0 && !run.answer) return null
  return (
    <CitationScope sources={run.sources}>
      {run.sources.length > 0 && <SourceRow sources={run.sources} isOpenEnded={!run.answer && !isEnded(run)} />}
      {run.answer && (
        <Suspense fallback={<div className="answer" aria-busy="true" />}>
          <Answer key={run.runId} answer={run.answer} />
        </Suspense>
      )}
    </CitationScope>
  )
}
