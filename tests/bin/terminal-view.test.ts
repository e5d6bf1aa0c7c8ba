import { describe, expect, test } from 'vitest'
import { TerminalView, toPrintable } from '@/bin/terminal-view'
import type { NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { emptyRun, reduceRun } from '@/lib/view/reduce-run'
import { type Fixture, readFixture } from '@/tests/support/fixtures'

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
      /^Thought for 0\.\d s\n\nI will multiply these\.\nmultiply\(x: 6, y: 7\) = 42 0\.\d s\n\n6 times 7 is \*\*42\*\*\.\n\nDemo model/,
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

test('control characters of a model or a tool never reach the terminal', () => {
  expect(toPrintable('\u001b]0;owned\u0007a\tb\nc\u009b31m\r')).toBe(']0;owneda\tb\nc31m')
})
