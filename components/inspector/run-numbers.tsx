import type { Ms } from '@/lib/protocol/event'
import { toClock } from '@/lib/run-view/format-run'
import { callsOf, type RunView } from '@/lib/run-view/run-view'

/** The run in four numbers. What is not known, or was not told, is a dash. */
export const RunNumbers = ({ run, elapsed }: { run: RunView; elapsed: Ms }) => {
  const { firstTokenAt, startedAt, totalTokens } = run
  const numbers = [
    { name: 'Elapsed', value: toClock(elapsed) },
    { name: 'First token', value: firstTokenAt === undefined ? unknown : toClock(firstTokenAt - startedAt) },
    { name: 'Tools', value: String(callsOf(run).length) },
    { name: 'Tokens', value: totalTokens ? totalTokens.toLocaleString('en-GB') : unknown },
  ]
  return (
    <dl className="mb-5 grid grid-cols-[repeat(auto-fit,minmax(min(72px,100%),1fr))] rounded-md border border-line bg-surface">
      {numbers.map(({ name, value }) => (
        <div
          key={name}
          className="flex min-w-0 flex-col-reverse justify-end border-line pt-2.5 pr-1 pb-2.25 pl-3 not-first:border-l"
        >
          <dt className="text-ink-3 text-xs">{name}</dt>
          <dd className="whitespace-nowrap font-semibold text-md tabular-nums leading-[1.3] tracking-tight">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const unknown = '–'
