import type { Ms } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'

export type ThreadGroup = { label: string; threads: ThreadSummary[] }

/** Newest first in, groups by the clock and the zone of this device out: Today, Yesterday, Previous 7 days, then months. */
export const groupThreads = (threads: ThreadSummary[], now: Ms): ThreadGroup[] => {
  const labelOf = createLabels(now)
  const groups: ThreadGroup[] = []
  for (const thread of threads) {
    const label = labelOf(thread.updatedAt)
    const group = groups.at(-1)
    if (group?.label === label) group.threads.push(thread)
    else groups.push({ label, threads: [thread] })
  }
  return groups
}

/** Days begin at midnight here, which is not always 24 hours after the last. */
const createLabels = (now: Ms) => {
  const today = new Date(now)
  const midnight = (daysAgo: number): Ms => new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysAgo).getTime()
  const begins: [Ms, string][] = [
    [midnight(0), 'Today'],
    [midnight(1), 'Yesterday'],
    [midnight(7), 'Previous 7 days'],
  ]
  const monthOf = new Intl.DateTimeFormat('en-GB', { month: 'long' })
  return (at: Ms): string => {
    const day = begins.find(([begin]) => at >= begin)
    if (day) return day[1]
    const date = new Date(at)
    const month = monthOf.format(date)
    return date.getFullYear() === today.getFullYear() ? month : `${month} ${date.getFullYear()}`
  }
}
