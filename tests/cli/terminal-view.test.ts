import { describe, expect, test } from 'vitest'
import { TerminalView } from '@/cli/terminal-view'
import { toTimelineLines } from '@/cli/timeline-view'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun } from '@/lib/run-view/state'
import { FIXTURES, type Fixture, readFixture } from '@/tests/support/fixtures'

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal obeys begins with one
const CODES = /(\u001b\[\d*[AJ]|\n)/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const UP = /^\u001b\[(\d+)A$/

/** A screen that knows what we use: text, new lines, "n lines up" and "clear from here". */
class Screen {
  lines = ['']
  history: string[] = []

  write(text: string): void {
    for (const part of text.split(CODES)) {
      const up = UP.exec(part)
      if (up) this.lines = this.lines.slice(0, this.lines.length - Number(up[1]))
      else if (part === '\u001b[J') this.lines[this.lines.length - 1] = ''
      else if (part === '\n') this.lines.push('')
      else this.lines[this.lines.length - 1] += part
    }
    this.history.push(this.lines.join('\n'))
  }
}

const show = (events: NumberedEvent[], columns = 80): Screen => {
  const screen = new Screen()
  const view = new TerminalView({ write: (text) => screen.write(text), columns, isLive: true, hasColour: false })
  let run = emptyRun('r' as RunId, 't' as ThreadId, 0)
  for (const event of events) {
    run = reduceRun(run, event)
    view.show(run)
  }
  return screen
}
const showFixture = (name: Fixture, columns?: number) => show(readFixture(name), columns)

describe('on a screen', () => {
  test('the name comes first, then its arguments as they are typed, then the result, all on one line', () => {
    const lines = showFixture('sums-in-order').history.map((picture) => picture.split('\n')[0])
    const inOrder = [
      'Calling add…',
      'Calling add(x:',
      'Calling add(x: 10, y:',
      'Calling add(x: 10, y: 10)…',
      'add(x: 10, y: 10) = 20 0.1 s',
    ]
    const places = inOrder.map((line) => lines.indexOf(line))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('calls at once keep a line each while they change', () => {
    const { history } = showFixture('parallel')
    expect(history).toContainEqual(
      expect.stringMatching(
        /^multiply\(x: 0\.15, y: 2480\) = 372 .*\nCalling exponentiate\(x: 9, y: 5\)…\nCalling current_time\(place: "Nai\n$/,
      ),
    )
  })

  test('the answer is written token by token and nothing of it is written twice', () => {
    const { lines, history } = showFixture('note-and-thinking')
    expect(lines.join('\n')).toMatch(
      /^Thought for (?:0\.\d s|a moment)\n\nI will multiply these\.\nmultiply\(x: 6, y: 7\) = 42 0\.\d s\n\n6 times 7 is \*\*42\*\*\.\n\nDemo model/,
    )
    expect(history.some((picture) => picture.endsWith('\n6 times 7'))).toBe(true)
  })

  test('a line that is drawn again never wraps', () => {
    const live = showFixture('search-then-answer', 30).history.filter((picture) => picture.includes('Calling'))
    expect(live.length).toBeGreaterThan(0)
    for (const picture of live)
      for (const line of picture.split('\n')) if (line.startsWith('Calling')) expect(line.length).toBeLessThan(30)
  })
})

/** What a terminal obeys, in each form that it comes in, and line breaks by which text could pass for a line of ours. */
const hostile = `\u001b]0;owned\u0007\u001b[2J\u009b31m\u009d52;c;b3duZWQ=\u009c\u0000\u0008\r\u007f\u202e\u2066\nFORGED`
/** What the view writes itself: styles, lines up, clear from here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const OWN = /\u001b\[(0m|1m|2m|31m|\d+A|J)/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** Fields that are the names of things, by which events find each other. */
const NAMES = /^(type|.*[iI]d|role|activityType|state|status|stepName|kind|icon|effects|code|name|protocolVersion|url)$/

/** The event with hostile text behind every text in it, whatever field that is in; inside of JSON as an escape. */
const poisoned = <T>(value: T, key = ''): T => {
  if (typeof value === 'string') {
    if (NAMES.test(key)) return value
    const added = value.endsWith('"') || key === 'value' ? JSON.stringify(hostile).slice(1, -1) : hostile
    return (value.endsWith('"') ? `${value.slice(0, -1)}${added}"` : key === 'value' ? `"${added}"` : value + added) as T
  }
  if (Array.isArray(value)) return value.map((part) => poisoned(part, key)) as T
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, poisoned(part, name)])) as T
}

describe('a plan', () => {
  test('is written as it comes, and of each version only what has changed', () => {
    const { lines, history } = showFixture('thorough')
    expect(history.some((picture) => picture === 'Planning…\n')).toBe(true)
    expect(history.some((picture) => picture.endsWith('  [>] How streams resume\n'))).toBe(true)
    const all = lines.join('\n')
    expect(all).toContain(`Plan, 0 of 3 done
  [>] How streams resume
  [ ] What WebSockets do instead
  [ ] Who uses which
search(query: "server-sent events")`)
    expect(all).toContain(`Plan, 2 of 3 done
  [x] How streams resume
  [x] What WebSockets do instead
  [-] Who uses which (skipped)
  [>] What proxies do
search(query: "backpressure")`)
    expect(all).toContain('Plan, 3 of 3 done\n  [x] What proxies do\n')
    expect(all).not.toContain('update_plan')
  })

  test('in a pipe it is written when it is final', () => {
    const written: string[] = []
    const view = new TerminalView({ write: (text) => written.push(text), columns: 80, isLive: false, hasColour: false })
    let run = emptyRun('r' as RunId, 't' as ThreadId, 0)
    for (const event of readFixture('thorough')) {
      run = reduceRun(run, event)
      view.show(run)
    }
    expect(written.join('')).toMatch(/^Planning…\nPlan, 0 of 3 done\n {2}\[>\] How streams resume\n/)
  })
})

describe.each(FIXTURES)('no text of %s is obeyed by a terminal', (name) => {
  test.each([true, false])('on a screen: %s', (isLive) => {
    const written: string[] = []
    const view = new TerminalView({ write: (text) => written.push(text), columns: 200, isLive, hasColour: isLive })
    let run = emptyRun('r' as RunId, 't' as ThreadId, 0)
    for (const event of readFixture(name)) {
      run = reduceRun(run, poisoned(event))
      view.show(run)
    }
    view.say(`Connection lost${hostile}`)
    const lines = [...written, ...toTimelineLines(run, { columns: 200, hasColour: isLive })].map((text) => text.replace(OWN, ''))
    expect(lines.join('')).toContain('owned')
    for (const line of lines) expect(line).not.toMatch(OBEYED)
  })
})

test('a title, a model or a failure cannot pass for a line of ours', () => {
  const { lines } = show(
    readFixture('search-then-answer').map((event) => (event.type === 'TEXT_MESSAGE_CONTENT' ? event : poisoned(event))),
  )
  expect(lines.filter((line) => line.startsWith('FORGED'))).toEqual([])
})

test('a source has its day, and a document where it was read in place of an address that nobody can open', () => {
  const events = readFixture('search-then-answer').map((event) => {
    if (event.type !== 'TOOL_CALL_RESULT') return event
    const [first, ...others] = event.metadata.sources ?? []
    const sources = first ? [{ ...first, url: '/documents/d#page=4', date: '2026-05-01' }, ...others] : []
    return { ...event, metadata: { ...event.metadata, sources } }
  })
  expect(show(events).lines.find((line) => line.startsWith('[1]'))).toBe('[1] Server-sent events page 4, 1 May 2026')
})
