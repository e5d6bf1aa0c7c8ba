import { toClock } from '@/lib/run-view/format-run'
import type { ModelTurn, RunView } from '@/lib/run-view/run-view'

/** What a model turn took: the model, its waits, and its tokens as far as the provider told them. */
export const toTurnFacts = ({ startedAt, firstTokenAt, usage }: ModelTurn, run: RunView): [string, string][] => {
  const tokens: [string, number | undefined][] = [
    ['Input tokens', usage?.inputTokens],
    ['of them from a cache', usage?.cachedInputTokens],
    ['Output tokens', usage?.outputTokens],
    ['of them reasoning', usage?.reasoningTokens],
  ]
  return [
    ['Model', usage?.model ?? run.model.label],
    ...(firstTokenAt === undefined ? [] : [['First token after', toClock(firstTokenAt - startedAt)] satisfies [string, string]]),
    ...tokens.flatMap(([name, count]): [string, string][] =>
      count === undefined ? [] : [[name, count.toLocaleString('en-GB')]],
    ),
  ]
}
