import { Sparkle } from 'lucide-react'
import { memo } from 'react'
import type { StepItem } from '@/lib/view/run-view'
import { toClock } from '@/lib/view/run-words'
import { toSpokenClock } from './spoken-clock'
import { Step } from './step'

type Thinking = Extract<StepItem, { kind: 'thinking' }>

/** "Thought for 4 s", closed; its text, quiet, at most 240 px of it at a time. */
export const ThinkingRow = memo(({ item, enters }: { item: Thinking; enters: boolean }) => {
  const over = item.endedAt !== undefined
  const span = (item.endedAt ?? item.startedAt) - item.startedAt
  return (
    <Step
      as="div"
      rowId={item.id}
      state="thinking"
      icon={<Sparkle size={13} aria-hidden="true" />}
      title={<span className={over ? 'title' : 'title shimmer'}>{over ? `Thought for ${toClock(span)}` : 'Thinking'}</span>}
      label={over ? `Thought for ${toSpokenClock(span)}` : 'Thinking'}
      meta={null}
      enters={enters}
      body={(open) => (open || over) && <ThinkingText text={item.text} />}
    />
  )
})

const ThinkingText = ({ text }: { text: string }) => (
  <div className="step-body">
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <section className="thoughts" aria-label="Thinking" tabIndex={0}>
      {text.trim()}
    </section>
  </div>
)
