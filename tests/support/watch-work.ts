/** Gives how many milliseconds this process has computed since then: what others do on the machine meanwhile does not count. */
export function watchWork(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
