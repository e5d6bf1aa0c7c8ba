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
    <dl className="run-numbers">
      {numbers.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const unknown = '–'
