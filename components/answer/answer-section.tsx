'use client'

import { isEnded, type RunView } from '@/lib/view/run-view'
import { Answer } from './answer'
import { CitationScope } from './citation-scope'
import { SourceRow } from './source-row'

/** What a run comes to: its sources and its answer, which light each other up. Empty while there is neither. */
export const AnswerSection = ({ run }: { run: RunView }) => {
  if (run.sources.length === 0 && !run.answer) return null
  return (
    <CitationScope sources={run.sources}>
      {run.sources.length > 0 && <SourceRow sources={run.sources} isOpenEnded={!run.answer && !isEnded(run)} />}
      {run.answer && <Answer key={run.runId} answer={run.answer} />}
    </CitationScope>
  )
}
