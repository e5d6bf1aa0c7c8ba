import { CircleStop, TriangleAlert } from 'lucide-react'
import { useStartButton } from '@/components/context/busy'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { formatEnding } from '@/lib/run-view/format-run'
import type { RunView } from '@/lib/run-view/run-view'
import { type NextStart, startWords, toNextStart } from './next-action'

type Props = { run: RunView; onStart(start: VersionStart): void }

/** In the place of an earlier turn: that its run did not end well, and the way on from there, if there is one. The newest turn has a notice. */
export const TurnEnding = ({ run, onStart }: Props) => {
  const text = formatEnding(run)
  const next = toNextStart(run)
  if (text === undefined) return null
  const isStop = run.state.name === 'stopped'
  const Icon = isStop ? CircleStop : TriangleAlert
  return (
    <div
      data-slot="turn-ending"
      className="flex items-center gap-2.5 rounded-md border border-line py-1.75 pr-2 pl-3.5 text-ink-2 text-sm leading-[1.4]"
    >
      <Icon size={16} aria-hidden className={isStop ? 'text-ink-3' : run.state.name === 'failed' ? 'text-danger' : 'text-warn'} />
      <span className="min-w-0 wrap-anywhere">
        <CodeText text={text} />
      </span>
      {next && <NextButton next={next} onStart={onStart} />}
    </div>
  )
}

const NextButton = ({ next, onStart }: { next: NextStart } & Pick<Props, 'onStart'>) => {
  const { label, title, action } = startWords[next]
  const start = useStartButton(() => onStart({ action }))
  return (
    <Button className="ml-auto" {...start} title={start.title ?? title}>
      {label}
    </Button>
  )
}
