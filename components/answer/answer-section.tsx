'use client'

import { type ComponentType, lazy, Suspense, useState } from 'react'
import { type Answer as AnswerText, isEnded, type RunView } from '@/lib/view/run-view'
import { CitationScope } from './citation-scope'
import { SourceRow } from './source-row'

/** Fetches the Markdown renderer, most of this folder's weight. Call it when an answer is likely to come: on send, on idle. */
export const preloadAnswer = async () => {
  const { Answer } = await import('./answer')
  loaded = Answer
  return { default: Answer }
}
type AnswerComponent = ComponentType<{ answer: AnswerText }>
let loaded: AnswerComponent | undefined
const LazyAnswer = lazy(preloadAnswer)

/** The renderer itself where it is here already: a lazy one shows its fallback first, and React keeps that for 300 ms. */
const AnswerWhenLoaded: AnswerComponent = ({ answer }) => {
  const [Answer] = useState<AnswerComponent>(() => loaded ?? LazyAnswer)
  return (
    <Suspense fallback={<div className="answer" aria-busy="true" />}>
      <Answer answer={answer} />
    </Suspense>
  )
}

/** What a run comes to: its sources and its answer, which light each other up. Empty while there is neither. */
export const AnswerSection = ({ run }: { run: RunView }) => {
  if (run.sources.length === 0 && !run.answer) return null
  return (
    <CitationScope sources={run.sources}>
      {run.sources.length > 0 && <SourceRow sources={run.sources} isOpenEnded={!run.answer && !isEnded(run)} />}
      {run.answer && <AnswerWhenLoaded key={run.runId} answer={run.answer} />}
    </CitationScope>
  )
}
