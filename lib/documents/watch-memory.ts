const lookEveryMs = 100

/** The watches that are on, each with whether another was on at any time of its own. */
const watches = new Set<{ wasAlone: boolean }>()

/**
 * Calls back once when the memory of this process has grown by more than so many MB since now. What a thread unpacks is not in its heap,
 * so no limit of the heap bounds it: 400 KB of PDF can be 400 MB when they are read. Whose memory it is cannot be told, so it says
 * whether this watch was alone all the time: only then is what it watches at fault. Gives what ends the watch.
 */
export function watchMemory(maxGrowthMb: number, onTooMuch: (wasAlone: boolean) => void): () => void {
  const watch = { wasAlone: watches.size === 0 }
  for (const other of watches) other.wasAlone = false
  watches.add(watch)
  const before = process.memoryUsage.rss()
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() - before <= maxGrowthMb * 1024 * 1024) return
    end()
    onTooMuch(watch.wasAlone)
  }, lookEveryMs)
  const end = () => {
    clearInterval(timer)
    watches.delete(watch)
  }
  return end
}
