import { type RefObject, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { Diagram, DiagramFailure } from './draw-diagram'
import { whenUnselected } from './growing-text'

type Drawn = { diagram?: Diagram; failure?: DiagramFailure; onRetry(): void }

/**
 * The picture of a Mermaid diagram, or why there is none; both are absent until it is known. It is drawn once the code at `place` is
 * on screen and the answer around it is written, so that nothing is fetched for what nobody sees and nothing moves while words come.
 */
export const useDiagram = (code: string, isWanted: boolean, place: RefObject<HTMLElement | null>): Drawn => {
  const [attempt, setAttempt] = useState(0)
  const [drawn, setDrawn] = useState<{ code: string; result: Diagram | DiagramFailure }>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt draws anew
  useEffect(() => {
    const element = place.current
    if (!isWanted || !element) return
    const leave = new AbortController()
    const draw = async (): Promise<void> => {
      await whenSeen(element, leave.signal)
      await whenWritten(element, leave.signal)
      const { drawDiagram } = await import('./draw-diagram')
      const result = await drawDiagram(code, leave.signal)
      whenUnselected(element, leave.signal, () => setDrawn({ code, result }))
    }
    draw().catch(() => leave.signal.aborted || setDrawn({ code, result: 'not-loaded' }))
    return () => leave.abort()
  }, [code, isWanted, place, attempt])
  const result = drawn?.code === code ? drawn.result : undefined
  const onRetry = () => {
    setDrawn(undefined)
    setAttempt(attempt + 1)
  }
  return typeof result === 'string' ? { failure: result, onRetry } : { ...(result && { diagram: result }), onRetry }
}

const whenSeen = (element: Element, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      resolve()
    })
    observer.observe(element)
    signal.addEventListener('abort', () => observer.disconnect(), { once: true })
  })

const whenWritten = (element: Element, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const answer = element.closest('[data-slot=answer]')
    const isWritten = () => answer?.getAttribute('aria-busy') !== 'true'
    if (!answer || isWritten()) return resolve()
    const observer = new MutationObserver(() => {
      if (!isWritten()) return
      observer.disconnect()
      resolve()
    })
    observer.observe(answer, { attributeFilter: ['aria-busy'] })
    signal.addEventListener('abort', () => observer.disconnect(), { once: true })
  })

/** Two buttons, one of which is pressed: the picture, or what it is drawn from. */
export const DiagramSwitch = ({ isCode, onChange }: { isCode: boolean; onChange(isCode: boolean): void }) => (
  // biome-ignore lint/a11y/useSemanticElements: two buttons, not a set of form fields
  <div role="group" aria-label="View" className="flex gap-0.5 print:hidden">
    {[false, true].map((each) => (
      <Button
        key={String(each)}
        variant="ghost"
        size="xs"
        aria-pressed={isCode === each}
        className="aria-pressed:bg-fill-2 aria-pressed:text-ink"
        onClick={() => onChange(each)}
      >
        {each ? 'Code' : 'Diagram'}
      </Button>
    ))}
  </div>
)

/** A diagram as an image, in which nothing can be pressed or loaded. A large one is made smaller, though not past reading, and then scrolls. */
export const DiagramImage = ({ diagram: { light, dark, width, height, title } }: { diagram: Diagram }) => {
  const alt = title || 'Diagram. Its text is under “Code”.'
  const fitting = `min(100%, ${Math.round(width)}px, ${Math.round((70 * width) / height)}vh)`
  const size = { width, height, style: { width: `max(${fitting}, ${Math.round(width * 0.75)}px)` } }
  const image = 'mx-auto h-auto max-w-none print:max-w-full'
  return (
    <section
      data-no-copy
      data-slot="diagram"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the arrow keys must reach it (WCAG 2.1.1)
      tabIndex={0}
      aria-label="Diagram"
      className="scroll-thin max-h-[80vh] overflow-auto bg-bg p-4 forced-color-adjust-none print:max-h-none print:overflow-visible"
    >
      {/* biome-ignore lint/performance/noImgElement: a picture that is in its address has nothing to optimise */}
      <img {...size} alt={alt} src={light} className={cn(image, 'block dark:not-print:hidden')} />
      {/* biome-ignore lint/performance/noImgElement: as above */}
      <img {...size} alt={alt} src={dark} className={cn(image, 'hidden dark:not-print:block')} />
    </section>
  )
}

const failureWords: Record<DiagramFailure, string> = {
  broken: 'This diagram has an error.',
  'too-large': 'This diagram is too large to draw.',
  'not-loaded': 'The diagram could not be loaded.',
}

/** One quiet line under the code of a diagram that could not be drawn. */
export const DiagramNote = ({ failure, onRetry }: { failure: DiagramFailure; onRetry(): void }) => (
  <p data-no-copy className="flex items-center gap-2 px-3.5 pb-2.5 text-ink-3 text-xs print:hidden">
    {failureWords[failure]}
    {failure === 'not-loaded' && (
      <Button variant="link" size="xs" onClick={onRetry}>
        Try again
      </Button>
    )}
  </p>
)
