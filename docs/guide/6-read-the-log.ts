import type { NumberedEvent } from '@/lib/protocol/event'
import { startRun } from './demo'

/** The run writes its log and knows of no reader. Here are four, each with a cursor of its own. */
const log = startRun('What is 12345 plus 67890?')

const heard = new Map<string, NumberedEvent[]>()

async function read(name: string, after = 0, until?: NumberedEvent['type']): Promise<void> {
  const events: NumberedEvent[] = []
  heard.set(name, events)
  for await (const event of log.read(after)) {
    events.push(event)
    if (name === 'live' && event.type === 'TOOL_CALL_ARGS') process.stdout.write(event.delta)
    if (name === 'live' && event.type === 'TEXT_MESSAGE_CONTENT') process.stdout.write(event.delta)
    if (name === 'live' && event.type === 'TOOL_CALL_END') process.stdout.write('\n')
    if (event.type === until) break
  }
}

const live = read('live')
await read('leaves early', 0, 'TOOL_CALL_END') // `break` drops this cursor; nobody else notices.
const late = read('late') // Joins now, and first gets all that it missed.
const resumed = read('resumed after 4', 4)
await Promise.all([live, late, resumed])
await read('after the end') // The log is still there: reading it again is the same code.

console.log('\n')
for (const [name, events] of heard) {
  const first = events[0]
  const last = events.at(-1)
  console.log(`${name.padEnd(16)} ${`${events.length}`.padStart(4)} events, ${first?.seq} to ${last?.seq}, last ${last?.type}`)
}
const whole = JSON.stringify(heard.get('live'))
console.log(`\nlate and live read the same: ${JSON.stringify(heard.get('late')) === whole}`)
