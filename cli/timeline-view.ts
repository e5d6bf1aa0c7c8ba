import { type Printable, printable, toPrintable, toPrintableLine } from '@/lib/protocol/printable'
import { formatDuration } from '@/lib/run-view/format-run'
import type { RunView } from '@/lib/run-view/state'
import { type TimeAxis, toTimeAxis } from '@/lib/run-view/time-axis'
import { type TimelineRow, type TimelineSpan, toTimeline } from '@/lib/run-view/timeline'
import { toStyle } from './style'
import type { Terminal } from './terminal-view'

/** A run in time as lines of text, none wider than the terminal: an axis, a row for each thing, and what its bars mean. */
export const toTimelineLines = (run: RunView, { columns, hasColour }: Pick<Terminal, 'columns' | 'hasColour'>): Printable[] => {
  const { rows, elapsed } = toTimeline(run, run.lastEventAt)
  if (rows.length === 0) return [printable`This run has no steps.`]
  const style = toStyle(hasColour)
  const axis = toTimeAxis(elapsed)
  const labels = rows.map(toLabel)
  const times = rows.map(toTime)
  const labelWidth = Math.min(Math.max(...labels.map(widthOf)), Math.floor(columns / 3))
  const timeWidth = Math.max(...times.map(widthOf))
  const cells = Math.max(1, columns - labelWidth - timeWidth - gap.length * 2)
  return [
    style.dim(toPrintable(`${' '.repeat(labelWidth)}${gap}${toAxisLine(axis, cells)}`.trimEnd())),
    ...rows.map(({ spans }, place) => {
      const label = toPrintable(fitted(labels[place] ?? '', labelWidth))
      const bar = toBar(spans, cells / axis.end, cells).replace(failures, (failure) =>
        style.failed(toPrintable(failure)),
      ) as Printable
      return printable`${label}${gap}${bar}${gap}${style.dim(toPrintable((times[place] ?? '').padStart(timeWidth)))}`
    }),
    printable``,
    ...toKeyLines(rows, columns).map((line) => style.dim(toPrintable(line))),
  ]
}

const gap = printable`  `

/** Apart in their shapes, so that no colour is needed. */
const phaseSigns: Record<TimelineSpan['phase'], { sign: string; name: string }> = {
  waiting: { sign: '·', name: 'waiting' },
  writing: { sign: '░', name: 'writing arguments' },
  running: { sign: '█', name: 'running' },
  text: { sign: '▒', name: 'model text' },
  failed: { sign: 'x', name: 'failed' },
}

const failures = /x+/g

/** What a turn did stands under it. The name of a tool may be anything: here it is one line, and moves nothing. */
const toLabel = ({ kind, label, query }: TimelineRow): string => {
  const text = toPrintableLine(query === undefined ? label : `${label} “${query}”`).replace(unseen, '')
  return kind === 'thinking' || kind === 'call' ? `${gap}${text}` : text
}

const toTime = ({ before, from, to, state }: TimelineRow): string => {
  if (before) return 'before'
  return state === 'stopped' ? `stopped ${formatDuration(to - from)}` : formatDuration(to - from)
}

/** Each span has a sign at least, and a later one is drawn over an earlier one: an end in failure is always there. */
const toBar = (spans: TimelineSpan[], cellsPerMs: number, cells: number): string => {
  const bar = Array.from({ length: cells }, () => ' ')
  for (const { phase, from, to } of spans) {
    const first = Math.min(cells - 1, Math.floor(from * cellsPerMs))
    bar.fill(phaseSigns[phase].sign, first, Math.max(first + 1, Math.round(to * cellsPerMs)))
  }
  return bar.join('')
}

/** The first and the last tick are always written, one between them where it has room. */
const toAxisLine = ({ end, ticks }: TimeAxis, cells: number): string => {
  const last = ticks.at(-1)?.label ?? ''
  const lastFrom = cells - last.length
  let line = ''
  for (const { at, label } of ticks.slice(0, -1)) {
    const from = Math.max(0, Math.round((at / end) * cells - (at === 0 ? 0 : label.length / 2)))
    if ((at === 0 || from > line.length) && from + label.length < lastFrom) line = line.padEnd(from) + label
  }
  return line.padEnd(lastFrom) + last
}

/** The key to the signs, but for those that are not to be seen. */
const toKeyLines = (rows: TimelineRow[], columns: number): string[] => {
  const seen = new Set<string>(rows.flatMap(({ spans }) => spans.map(({ phase }) => phase)))
  const lines: string[] = []
  for (const [phase, { sign, name }] of Object.entries(phaseSigns)) {
    if (!seen.has(phase)) continue
    const entry = `${sign} ${name}`
    const line = lines.at(-1)
    if (line !== undefined && line.length + gap.length + entry.length <= columns) lines[lines.length - 1] = line + gap + entry
    else lines.push(entry)
  }
  return lines
}

/** Exactly as wide as asked for: filled up, or cut with a sign that says so. */
const fitted = (text: string, width: number): string => {
  const isCut = widthOf(text) > width
  let shown = ''
  let room = width - (isCut ? 1 : 0)
  for (const character of text) {
    room -= widthOf(character)
    if (room < 0) break
    shown += character
  }
  if (isCut) shown += '…'
  return shown + ' '.repeat(Math.max(0, width - widthOf(shown)))
}

/** Columns: letters of East Asia and pictures take two, accents that stand on another letter none. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (combining.test(character) ? 0 : wide.test(character) ? 2 : 1), 0)

const unseen = /[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
const combining = /^\p{M}$/u
const wide = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]$/u
