const lookEveryMs = 100

/**
 * Calls back once when the memory of this process has grown by more than so many MB since now. What a thread unpacks is not in its heap,
 * so no limit of the heap bounds it: 400 KB of PDF can be 400 MB when they are read. Gives what ends the watch.
 */
export function watchMemory(maxGrowthMb: number, onTooMuch: () => void): () => void {
  const before = process.memoryUsage.rss()
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() - before <= maxGrowthMb * 1024 * 1024) return
    clearInterval(timer)
    onTooMuch()
  }, lookEveryMs)
  return () => clearInterval(timer)
}
