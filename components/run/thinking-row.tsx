import { Sparkle } from 'lucide-react'
import { memo, useLayoutEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'
import { formatSpokenTime } from '@/lib/run-view/format-run'
import { formatThought } from '@/lib/run-view/format-step'
import type { StepItem } from '@/lib/run-view/run-view'
import { Step, StepContent, StepTitle } from './step'

type Thinking = Extract<StepItem, { kind: 'thinking' }>

/** While the model thinks, its last two lines; then "Thought for 4 s", closed, and its text, quiet, at most 240 px of it at a time. */
export const ThinkingRow = memo(({ item, enters }: { item: Thinking; enters: boolean }) => {
  const over = item.endedAt !== undefined
  const span = (item.endedAt ?? item.startedAt) - item.startedAt
  return (
    <Step
      as="div"
      rowId={item.id}
      state="thinking"
      icon={<Sparkle size={13} aria-hidden />}
      title={
        <StepTitle state="thinking" isNow={!over}>
          {over ? formatThought(span) : 'Thinking'}
        </StepTitle>
      }
      label={over ? formatThought(span, formatSpokenTime) : 'Thinking'}
      meta={null}
      enters={enters}
      preview={over ? undefined : <ThinkingTail text={item.text} />}
      body={(open) => (open || over) && <ThinkingText text={item.text} />}
    />
  )
})

const thoughts = cn('text-base text-ink-3 wrap-anywhere')
const allThoughts = cn('scroll-thin max-h-60 overflow-auto leading-normal whitespace-pre-wrap')

const ThinkingText = ({ text }: { text: string }) => (
  <StepContent>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <section className={cn(thoughts, allThoughts)} aria-label="Thinking" tabIndex={0}>
      {text.trim()}
    </section>
  </StepContent>
)

/** Two lines hold no more, and a long thought is not laid out anew with each word. */
const maxTailChars = 400

/** Its end, in a box that does not grow and is scrolled to it. What it says can be read at length in the row itself. */
const ThinkingTail = ({ text }: { text: string }) => {
  const box = useRef<HTMLDivElement>(null)
  const end = text.slice(-maxTailChars).toWellFormed().replace(/\*\*/g, '').replace(/\s+/g, ' ').trim()
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each word
  useLayoutEffect(() => {
    box.current?.scrollTo(0, box.current.scrollHeight)
  }, [end])
  return (
    <div
      ref={box}
      className={cn(thoughts, 'mb-2 h-[2.9em] overflow-hidden pr-3')}
      data-slot="thinking-tail"
      dir="auto"
      aria-hidden
    >
      {end}
    </div>
  )
}
