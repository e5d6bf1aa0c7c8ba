import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { type Call, callsOf, emptyRun, type RunView } from '@/lib/run-view/state'
import { startRun } from './demo'

/** The browser: events fold into a view, and the view is drawn. Here a frame is text, drawn when its shape changes. */
const log = startRun('What is 15% of 2480, and what time is it in Nairobi?')
const first = (await log.read().next()).value
if (first?.type !== 'RUN_STARTED') throw new Error('A run begins with RUN_STARTED.')

let view = emptyRun(first.runId, first.threadId, first.timestamp)
let shape = ''
const icons: Record<Call['state'], string> = { writing: '✎', queued: '…', running: '◌', done: '✓', failed: '✗', cancelled: '–' }
for await (const event of log.read()) {
  view = reduceRun(view, event)
  if (shapeOf(view) === shape) continue // A browser draws at most once per frame; here, when a state has changed.
  shape = shapeOf(view)
  console.log(`${draw(view)}\n`)
}

const again = [...log.entriesAfter(0)].reduce(
  (run, { event }) => reduceRun(run, event),
  emptyRun(view.runId, view.threadId, view.startedAt),
)
console.log(
  `A reload folds the same events: ${JSON.stringify(again) === JSON.stringify(view) ? 'the same view' : 'another view'}.`,
)

function shapeOf(run: RunView): string {
  const lines = run.answer?.text.split('\n').length
  return [run.state.name, ...callsOf(run).map((call) => call.state), lines].join()
}

function draw(run: RunView): string {
  const rows = callsOf(run).map((call) => `│   ${icons[call.state]} ${call.name} ${call.argsText}${endOf(call)}`)
  const answer = run.answer ? [`│ ${run.answer.text.replaceAll('\n', '\n│ ')}`] : []
  return [`┌ ${run.state.name}`, ...rows, ...answer].join('\n')
}

function endOf(call: Call): string {
  switch (call.state) {
    case 'done':
      return ` = ${call.result.value ?? call.result.content}`
    case 'failed':
      return ` failed: ${call.result.error?.message}`
    default:
      return ''
  }
}
