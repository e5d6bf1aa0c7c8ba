/**
 * Several lists of the same things, each best first, as one: what stands near the top of more of them comes first. Only ranks count, since
 * scores of different searches have no common measure. Each thing has 1 / (60 + rank) of each list that it is in.
 * @see Cormack, Clarke and Büttcher, “Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods”, SIGIR 2009
 */
export function fuseRanks<T>(lists: readonly (readonly T[])[], keyOf: (thing: T) => string): T[] {
  const scored = new Map<string, { thing: T; score: number }>()
  for (const list of lists)
    for (const [index, thing] of list.entries()) {
      const key = keyOf(thing)
      const score = (scored.get(key)?.score ?? 0) + 1 / (60 + index + 1)
      scored.set(key, { thing: scored.get(key)?.thing ?? thing, score })
    }
  return [...scored.values()].sort((a, b) => b.score - a.score).map(({ thing }) => thing)
}
