import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { PlanItem } from '@/lib/protocol/plan'
import { type Printable, printable, toPrintable, toPrintableLine } from '@/lib/protocol/printable'
import { formatCall, formatInlineResult } from '@/lib/run-view/format-call'
import { elapsedOf, formatCount, formatDuration } from '@/lib/run-view/format-run'
import { formatSourceDetails } from '@/lib/run-view/format-source'
import { formatCallStatus, formatThought } from '@/lib/run-view/format-step'
import { formatPlanCount, isShownAsPlan, planItemsOf } from '@/lib/run-view/plan'
import { type Call, isEnded, type RunView, type StepItem } from '@/lib/run-view/state'
import { type Style, toStyle } from './style'

export type Terminal = {
  write(text: Printable): void
  /** Width of a line; lines that are drawn again must not wrap. */
  columns: number
  /** A screen on which lines can be drawn again; a pipe or a file is not. */
  isLive: boolean
  hasColour: boolean
}

/**
 * A run as text, written as it unfolds. On a screen the calls under way are redrawn in place, each on its own line; in
 * a pipe a line is written once it is final, so nothing is ever mixed up. Text comes token by token in both.
 */
export class TerminalView {
  readonly #terminal: Terminal
  readonly #style: Style
  /** Steps before this one are written for good. */
  #settled = 0
  /** Lines at the bottom that the next picture replaces. */
  #liveLines = 0
  /** How much of each text is written. */
  readonly #written = new Map<string, number>()
  readonly #said = new Set<string>()
  /** The plan as it is written so far: of the next version only what has changed is. */
  #plan: PlanItem[] = []
  #atLineStart = true

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#style = toStyle(terminal.hasColour)
  }

  /** Brings the screen up to this view; each view must follow from the one before. */
  show(run: RunView): void {
    this.#clearLive()
    if (run.notice) this.#sayOnce(`notice ${run.notice.at}`, this.#style.dim(toPrintableLine(run.notice.message)))
    if (run.imageLeftOut !== undefined) this.#sayOnce('left out', this.#style.dim(toPrintableLine(run.imageLeftOut)))
    // A note may grow on while the calls after it are being written.
    for (const step of run.steps.slice(0, this.#settled)) if (step.kind === 'note') this.#writeText(step.id, step.text)
    while (this.#settled < run.steps.length) {
      const step = run.steps[this.#settled]
      if (!step || !this.#showStep(step, run)) return
      this.#settled += 1
    }
    if (run.answer) this.#writeText(run.answer.messageId, run.answer.text)
    if (isEnded(run)) this.#showEnd(run)
  }

  /** A line that is not of the run: "Connection lost." */
  say(line: string): void {
    this.#clearLive()
    this.#line(this.#style.dim(toPrintableLine(line)))
  }

  /** True when the step is written for good and what follows it may be. */
  #showStep(step: StepItem, run: RunView): boolean {
    switch (step.kind) {
      case 'note':
        this.#writeText(step.id, step.text)
        return isPast(step, run)
      case 'thinking':
        if (step.endedAt === undefined) return this.#drawLive([this.#style.dim(printable`Thinking…`)])
        this.#line(this.#style.dim(toPrintable(formatThought(step.endedAt - step.startedAt))))
        return true
      case 'calls':
        return this.#showCalls(step.calls, isPast(step, run))
    }
  }

  #showCalls(calls: Call[], isPast: boolean): boolean {
    const isOver = isPast && calls.every(hasEnded)
    if (this.#terminal.isLive) {
      if (!isOver) return this.#drawLive(calls.flatMap((call) => this.#callLines(call)))
      for (const call of calls) {
        for (const line of this.#callLines(call)) this.#line(line)
        this.#keepPlan(call)
      }
      return true
    }
    for (const call of calls) {
      const name = isShownAsPlan(call) ? printable`Planning…` : printable`Calling ${toPrintableLine(call.name)}…`
      this.#sayOnce(`name ${call.toolCallId}`, name)
      if (!hasEnded(call) || this.#said.has(`end ${call.toolCallId}`)) continue
      this.#said.add(`end ${call.toolCallId}`)
      for (const line of this.#callLines(call)) this.#line(line)
      this.#keepPlan(call)
    }
    return isOver
  }

  #callLines(call: Call): Printable[] {
    return isShownAsPlan(call) ? this.#planLines(call) : [this.#callLine(call)]
  }

  /** "Plan, 2 of 6 done", and below it the tasks that are new or have changed. */
  #planLines(call: Call): Printable[] {
    const items = planItemsOf(call)
    if (items.length === 0) return [hasEnded(call) ? this.#callLine(call) : printable`Planning…`]
    const { dim } = this.#style
    const changed = items.filter(({ task, state }) => !this.#plan.some((known) => known.task === task && known.state === state))
    return [
      printable`Plan, ${toPrintable(formatPlanCount(items))} done`,
      ...changed.map(({ task, state }) => {
        const line = printable`  ${planSigns[state]} ${toPrintableLine(task)}`
        return state === 'dropped' ? dim(printable`${line} (skipped)`) : line
      }),
    ]
  }

  #keepPlan(call: Call): void {
    if (isShownAsPlan(call) && call.state === 'done') this.#plan = planItemsOf(call)
  }

  #callLine(call: Call): Printable {
    const { dim, bold, failed } = this.#style
    const text = toPrintableLine(formatCall(call.name, call.argsText, call.argsEndedAt !== undefined))
    switch (call.state) {
      case 'writing':
        return call.argsText === '' ? printable`Calling ${toPrintableLine(call.name)}…` : printable`Calling ${text}`
      case 'queued':
      case 'running': {
        const words = call.state === 'running' ? (call.progress ?? '') : 'Queued'
        return words === '' ? printable`Calling ${text}…` : printable`Calling ${text}… ${dim(toPrintableLine(words))}`
      }
      case 'done': {
        const result = formatInlineResult(call.result) ?? call.result.summary
        const time = dim(toPrintable(formatDuration(call.endedAt - call.startedAt)))
        return result === undefined ? printable`${text} ${time}` : printable`${text} = ${bold(toPrintableLine(result))} ${time}`
      }
      case 'failed':
        return printable`${text} ${failed(printable`failed:`)} ${toPrintableLine(call.result.error?.message ?? 'It gave no reason.')}`
      case 'cancelled':
        return printable`${text} ${dim(toPrintable(formatCallStatus(call) ?? ''))}`
    }
  }

  #showEnd(run: RunView): void {
    if (this.#said.has('end')) return
    this.#freshLine()
    if (run.sources.length > 0) {
      this.#line(printable``)
      for (const source of run.sources) {
        const details = [isDocumentAddress(source.url) ? [] : source.url, ...formatSourceDetails(source)].flat().join(', ')
        this.#line(printable`[${source.n}] ${toPrintableLine(source.title)} ${this.#style.dim(toPrintableLine(details))}`)
      }
    }
    const tokens = run.totalTokens === undefined ? '' : `${formatCount(run.totalTokens, ['token', 'tokens'])} · `
    this.#line(printable``)
    const end = `${run.model.label} · ${tokens}${formatDuration(elapsedOf(run, run.lastEventAt))}`
    this.#sayOnce('end', this.#style.dim(toPrintableLine(end)))
  }

  /** Only what is new of a text that grows. A text is set apart from what stands above it. */
  #writeText(id: string, text: string): void {
    const from = this.#written.get(id)
    if (from === text.length) return
    if (from === undefined) {
      this.#freshLine()
      if (this.#said.size > 0 || this.#settled > 0) this.#line(printable``)
    }
    const added = toPrintable(text.slice(from ?? 0))
    this.#terminal.write(added)
    if (added !== '') this.#atLineStart = added.endsWith('\n')
    this.#written.set(id, text.length)
  }

  #drawLive(lines: Printable[]): false {
    if (!this.#terminal.isLive) return false
    this.#freshLine()
    for (const line of lines) this.#terminal.write(printable`${cutToWidth(line, this.#terminal.columns - 1)}\n`)
    this.#liveLines = lines.length
    return false
  }

  #clearLive(): void {
    if (this.#liveLines > 0) this.#terminal.write(printable`\u001b[${this.#liveLines}A\u001b[J`)
    this.#liveLines = 0
  }

  #sayOnce(key: string, line: Printable): void {
    if (this.#said.has(key)) return
    this.#said.add(key)
    this.#line(line)
  }

  #line(line: Printable): void {
    this.#freshLine()
    this.#terminal.write(printable`${line}\n`)
  }

  #freshLine(): void {
    if (!this.#atLineStart) this.#terminal.write(printable`\n`)
    this.#atLineStart = true
  }
}

const planSigns = { todo: printable`[ ]`, doing: printable`[>]`, done: printable`[x]`, dropped: printable`[-]` }

const hasEnded = (call: Call): boolean => call.state === 'done' || call.state === 'failed' || call.state === 'cancelled'

/** No row can be added to this step any more: its turn is over, or, for a note, something came after it. */
const isPast = (step: StepItem, run: RunView): boolean => {
  if (isEnded(run)) return true
  if (step.kind === 'calls') return run.turn !== step.id
  return run.steps.at(-1) !== step || run.answer !== undefined
}

/** The first `width` characters that are seen; escape codes take no room and stay whole. */
const cutToWidth = (line: Printable, width: number): Printable => {
  let seen = 0
  return line.replace(styleOrCharacter, (part) => {
    if (part.startsWith('\u001b')) return part
    seen += 1
    return seen < width ? part : seen === width ? '…' : ''
  }) as Printable
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape code that begins a style
const styleOrCharacter = /\u001b\[[\d;]+m|./gsu
