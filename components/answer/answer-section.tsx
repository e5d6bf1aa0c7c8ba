'use client'

import { type MouseEvent, useContext } from 'react'
import { CitationScope, preloadSourceCards } from '@/components/answer/citations/citation-scope'
import { PrintedSources, SourceRow } from '@/components/answer/citations/source-row'
import { useSettings } from '@/components/context/settings'
import { InspectorContext } from '@/components/context/thread-context'
import { useCopy } from '@/components/ui/copy-button'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { lazyPart } from '@/components/ui/lazy-part'
import { type Answer, isEnded, type RunView } from '@/lib/run-view/state'

const renderer = lazyPart(() => import('./answer').then(({ Answer }) => Answer))

/** Loads the Markdown renderer alone. It never rejects. */
export const preloadRenderer = renderer.preload

/**
 * Loads the Markdown renderer, which is most of this folder, then the source cards and the code that copies an answer. Call it when an
 * answer is likely. It never rejects.
 */
export const preloadAnswer = async (): Promise<void> => {
  await renderer.preload()
  await preloadSourceCards()
  await loadCopies().catch(() => {}) // loaded again when it is used
}

/** The rendered answer. When the renderer cannot be loaded or throws, the Markdown itself is shown. */
const AnswerWhenLoaded = ({ answer, isCut }: { answer: Answer; isCut: boolean }) => {
  const lazy = renderer.usePart()
  const plain = (
    <div data-slot="answer" aria-busy={lazy.name === 'loading' || answer.state === 'writing'}>
      {lazy.name !== 'loading' && <p className="whitespace-pre-wrap">{answer.text}</p>}
    </div>
  )
  if (lazy.name !== 'loaded') return plain
  return (
    <ErrorBoundary of={answer} fallback={plain}>
      <lazy.Part answer={answer} isCut={isCut} />
    </ErrorBoundary>
  )
}

/** The placeholder of an answer that is being written, for people who chose to see only finished answers. */
const AnswerToCome = () => (
  <div data-slot="answer" aria-busy>
    <p className="text-base">
      <span className="shimmer">Writing the answer</span>
    </p>
  </div>
)

/**
 * The sources and the answer of a run; a citation under the pointer highlights its source. Empty until the answer begins: the steps
 * show the pages found so far, and a row of them here would move with each further step.
 */
export const AnswerSection = ({ run }: { run: RunView }) => {
  const { wholeAnswers } = useSettings()
  const details = useContext(InspectorContext)
  if (!run.answer && !(isEnded(run) && run.sources.length > 0)) return null
  const isHeldBack = ({ state }: Answer) => wholeAnswers && state === 'writing' && !isEnded(run)
  return (
    <CitationScope sources={run.sources}>
      {run.sources.length > 0 && (
        <SourceRow sources={run.sources} onMore={details && (() => details.onShow(run.runId, 'sources'))} />
      )}
      {run.answer &&
        (isHeldBack(run.answer) ? (
          <AnswerToCome />
        ) : (
          <AnswerWhenLoaded key={run.runId} answer={run.answer} isCut={isEnded(run) && run.state.name !== 'done'} />
        ))}
      {isEnded(run) && run.sources.length > 0 && <PrintedSources sources={run.sources} />}
    </CitationScope>
  )
}

/** Loads the code that copies an answer. */
export const loadCopies = () => import('./copy-answer')

/** Copies the answer of a run as Markdown and as HTML; the app it is pasted into takes the format it supports. */
export const useCopyAnswer = (run: RunView) => {
  const { state, copy } = useCopy()
  const copyAnswer = async ({ currentTarget }: MouseEvent<HTMLElement>): Promise<void> => {
    const written = run.answer?.text
    if (written === undefined) return
    const { text, html } = await loadCopies().then(
      ({ toCopies }) => toCopies(currentTarget, written, run),
      () => ({ text: written, html: undefined }), // not loaded: the Markdown as it was written
    )
    copy(text, html)
  }
  return { state, copyAnswer }
}
