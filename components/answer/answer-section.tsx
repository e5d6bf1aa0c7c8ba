'use client'

import { type ComponentType, type MouseEvent, useContext } from 'react'
import { CitationScope, preloadSourceCards } from '@/components/answer/citations/citation-scope'
import { PrintedSources, SourceRow } from '@/components/answer/citations/source-row'
import { useSettings } from '@/components/context/settings'
import { InspectorContext } from '@/components/context/thread-context'
import { useCopy } from '@/components/ui/copy-button'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { lazyPart } from '@/components/ui/lazy-part'
import { type Answer, isEnded, type RunView } from '@/lib/run-view/state'
import { withoutMarkdown } from '@/lib/run-view/without-markdown'

const renderer = lazyPart(() => import('./formatted-answer').then(({ FormattedAnswer }) => FormattedAnswer))

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

type AnswerProps = { answer: Answer; isCut: boolean }

export type AnswerRenderer = ComponentType<AnswerProps>

/** The answer as plain text, or nothing yet. */
const PlainAnswer = ({ answer, isLoading = false }: { answer: Answer; isLoading?: boolean }) => (
  <div data-slot="answer" aria-busy={isLoading || answer.state === 'writing'}>
    {!isLoading && <p className="whitespace-pre-wrap">{withoutMarkdown(answer.text)}</p>}
  </div>
)

/** The rendered answer; its plain text as long as the renderer cannot be loaded. */
const LazyAnswer = (props: AnswerProps) => {
  const lazy = renderer.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  return <PlainAnswer answer={props.answer} isLoading={lazy.name === 'loading'} />
}

/** The placeholder of an answer that is being written, for people who chose to see only finished answers. */
const AnswerToCome = () => (
  <div data-slot="answer" aria-busy>
    <p className="text-base">
      <span className="shimmer">Writing the answer</span>
    </p>
  </div>
)

type SectionProps = {
  run: RunView
  /** The Markdown renderer, where the page has it from the start. When it throws, the plain text is shown. */
  renderer?: AnswerRenderer | undefined
}

/**
 * The sources and the answer of a run; a citation under the pointer highlights its source. Empty until the answer begins: the steps
 * show the pages found so far, and a row of them here would move with each further step.
 */
export const AnswerSection = ({ run, renderer: Renderer = LazyAnswer }: SectionProps) => {
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
          <ErrorBoundary of={run.answer} fallback={<PlainAnswer answer={run.answer} />}>
            <Renderer key={run.runId} answer={run.answer} isCut={isEnded(run) && run.state.name !== 'done'} />
          </ErrorBoundary>
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
