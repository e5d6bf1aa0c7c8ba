import type { BrowserFigures } from './browser'
import type { DetailsFigures } from './details'
import type { OpenFigures } from './open'
import type { ReplayFigures } from './replay'
import type { Load, RouteFigures, ServerFigures } from './server'
import type { SizeFigures } from './size'
import type { StartFigures } from './start'
import type { StoreFigures } from './store'
import { storeRows, storeWords } from './store-report'
import { toTable, verdict } from './table'

/** When a part was measured, and how busy the machine was just before (its load of one minute). */
type Measured<Figures> = Figures & { at: string; load: number }

export type Results = {
  server?: Measured<ServerFigures>
  store?: Measured<StoreFigures>
  size?: Measured<SizeFigures>
  browser?: Measured<BrowserFigures>
  details?: Measured<DetailsFigures>
  replay?: Measured<ReplayFigures>
  open?: Measured<OpenFigures>
  start?: Measured<StartFigures>
}

export type Machine = {
  cores: number
  cpu: string
  memoryGiB: number
  system: string
  node: string
  next: string
  langchain: string
  aiSdk: string
}

/** `docs/benchmarks.md`; its last line holds the figures, so that one part can be measured anew and the rest stays. */
export function toMarkdown(results: Results, machine: Machine): string {
  const { server, store, size, browser, details, replay, open, start } = results
  return `${[
    intro(machine),
    ...busyWords(results, machine),
    '## Targets',
    toTable(
      ['measure', 'target', 'measured', '', 'compared with'],
      [
        ...(server ? serverRows(server) : []),
        ...(store ? storeRows(store) : []),
        ...sizeRows(size),
        ...browserRows(browser),
        ...detailsRows(details),
        ...replayRows(replay),
        ...openRows(open),
        ...startRows(start),
      ],
    ),
    ...(server ? ['## A token on its way', tokenTable(server), tokenNotes] : []),
    ...(server ? ['## Stalled readers', stalledWords(server)] : []),
    ...(store ? ['## What is kept', storeWords(store)] : []),
    ...(browser ? ['## The browser', browserWords(browser)] : []),
    ...(details ? ['## Run details', detailsWords(details)] : []),
    ...(replay ? ['## Replay', replayWords(replay)] : []),
    ...(open ? ['## A long conversation, opened again', openWords(open)] : []),
    '## To repeat it',
    howTo,
    '## When it was measured',
    toTable(
      ['part', 'when', 'load of the machine just before'],
      Object.entries(results).map(([part, { at, load }]) => [part, at.slice(0, 16).replace('T', ' '), load.toFixed(1)]),
    ),
    `${figuresMark}${JSON.stringify(results, (_key, value) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value))} -->`,
  ].join('\n\n')}\n`
}

const figuresMark = '<!-- figures: '

export function readResults(markdown: string): Results {
  const at = markdown.lastIndexOf(figuresMark)
  return at < 0 ? {} : JSON.parse(markdown.slice(at + figuresMark.length, markdown.lastIndexOf(' -->')))
}

const intro = ({ cpu, memoryGiB, system, node, next, langchain, aiSdk }: Machine) => `# Benchmarks

What Unfold costs beside the least that could be done, and beside a well-known way to do it. Written by \`npm run bench\`.

${cpu}, ${memoryGiB} GiB, ${system}; Node ${node}, Next ${next}, LangChain core ${langchain}, AI SDK ${aiSdk}. Everything on one machine,
over the loopback: model, server and reader share its processors, so figures are comparable with each other more than with
those of another machine.`

/** Said first, since nothing below it can be trusted: others were using the processors. */
function busyWords(results: Results, { cores }: Machine): string[] {
  const busy = Object.entries(results).filter(([, { load }]) => load > cores / 2)
  if (busy.length === 0) return []
  const parts = busy.map(([part, { load }]) => `${part} (load ${load.toFixed(1)})`).join(', ')
  return [
    `**Provisional.** The machine, with ${cores} processors, was busy with other work when these were measured: ${parts}. Times are too long and the slowest are chance; repeat them on an idle one.`,
  ]
}

const passthrough = 'pass-through'

function serverRows({ routes, readyMs, stalled }: ServerFigures): string[][] {
  const route = (name: string) => routes.find((each) => each.name === name)
  const [ours, direct, bare, sdk] = [route('unfold'), route('direct'), route('passthrough'), route('ai-sdk')]
  if (!ours || !direct || !bare || !sdk) return []
  const addedRow = (words: string, which: 'one' | 'many', targetP50: number, targetP99: number) => {
    const [our, their, theirs] = [
      added(ours[which], direct[which]),
      added(bare[which], direct[which]),
      added(sdk[which], direct[which]),
    ]
    return [
      words,
      `p50 ≤ ${targetP50} ms, p99 ≤ ${targetP99} ms`,
      pair(our),
      // Where the way without any server is slower than the target, the machine is what was measured.
      direct[which].p99Ms > targetP99 ? 'no verdict' : verdict(our.p50Ms <= targetP50 && our.p99Ms <= targetP99),
      `${passthrough} ${pair(their)}; AI SDK ${pair(theirs)}`,
    ]
  }
  const toBare = ours.many.cpuUsPerToken / bare.many.cpuUsPerToken
  const toSdk = ours.many.cpuUsPerToken / sdk.many.cpuUsPerToken
  const ready = readyMs[Math.floor(readyMs.length / 2)] ?? Number.NaN
  return [
    addedRow('added latency per token, 1 stream', 'one', 1, 5),
    addedRow('added latency per token, 50 streams at 30 a second', 'many', 1, 10),
    [
      'server CPU per token, 50 streams',
      `≤ 2 × ${passthrough}, ≤ 40 % of AI SDK`,
      `${ours.many.cpuUsPerToken.toFixed(0)} µs: ${toBare.toFixed(1)} ×, ${(toSdk * 100).toFixed(0)} %`,
      verdict(toBare <= 2 && toSdk <= 0.4),
      `${passthrough} ${bare.many.cpuUsPerToken.toFixed(0)} µs; AI SDK ${sdk.many.cpuUsPerToken.toFixed(0)} µs`,
    ],
    [
      'first event after POST',
      '≤ 20 ms',
      `p50 ${ours.firstEventP50Ms.toFixed(1)} ms, p99 ${ours.firstEventP99Ms.toFixed(1)} ms`,
      verdict(ours.firstEventP50Ms <= 20),
      `${passthrough} ${bare.firstEventP50Ms.toFixed(1)}; AI SDK ${sdk.firstEventP50Ms.toFixed(1)} (p50)`,
    ],
    [
      'ready after the server’s start',
      '≤ 1 s',
      `${(ready / 1000).toFixed(2)} s`,
      verdict(ready <= 1000),
      `median of ${readyMs.length}; slowest ${((readyMs.at(-1) ?? 0) / 1000).toFixed(2)} s`,
    ],
    [
      'stalled reader',
      '≤ 5 MB a stream, flat',
      `${megabytes(stalled.liveMegabytesEach)} live, ${megabytes(stalled.rssMegabytesEach)} resident`,
      verdict(Math.max(stalled.liveMegabytesEach, stalled.rssMegabytesEach) <= 5),
      'the same run without stalled readers',
    ],
  ]
}

const sizeRows = (size?: SizeFigures): string[][] =>
  size
    ? [
        [
          'first-load JS of the chat page, gzip',
          '≤ 172 KiB',
          `${size.firstLoadKiB} KiB`,
          verdict(size.firstLoadKiB <= 172),
          '131 KiB: an empty Next page',
        ],
      ]
    : []

function browserRows(browser?: BrowserFigures): string[][] {
  if (!browser) return []
  const { tokens, rate, scriptMs, taskMs, longTasks } = browser
  return [
    [
      `${tokens.toLocaleString('en')}-token answer at ${rate} a second`,
      '≤ 3 s of script, no task over 50 ms',
      `${(scriptMs / 1000).toFixed(1)} s of script, ${longTasks.length} tasks over 50 ms${longTasks[0] ? ` (longest ${longTasks[0].ms.toFixed(0)} ms)` : ''}`,
      verdict(scriptMs <= 3000 && longTasks.length === 0),
      `all main-thread work ${(taskMs / 1000).toFixed(1)} s`,
    ],
  ]
}

function detailsRows(details?: DetailsFigures): string[][] {
  if (!details) return []
  const { tokens, rate, closedMs, openMs, list } = details
  const more = median(openMs) / median(closedMs) - 1
  const longest = Math.max(list.openingTaskMs, list.scrollingTaskMs, list.filteringTaskMs)
  return [
    [
      `run details open, ${tokens.toLocaleString('en')} tokens at ${rate} a second and ${details.calls} calls`,
      '≤ 20 % more main-thread time',
      `${more < 0 ? '−' : '+'}${Math.abs(more * 100).toFixed(0)} %`,
      verdict(more <= 0.2),
      `closed: ${(median(closedMs) / 1000).toFixed(1)} s`,
    ],
    [
      `${list.events.toLocaleString('en')} events in the panel: opened, scrolled, filtered`,
      'no task over 50 ms',
      longest === 0 ? 'none' : `longest ${longest.toFixed(0)} ms`,
      verdict(longest === 0),
      `drawn ${list.openedMs.toFixed(0)} ms after the press`,
    ],
  ]
}

const startRows = (start?: StartFigures): string[][] =>
  start
    ? [
        [
          '`npm start` in a clean clone, warm npm cache',
          '≤ 90 s',
          `${start.seconds.toFixed(0)} s`,
          verdict(start.seconds <= 90),
          `packages ${start.installSeconds.toFixed(0)} s, build ${start.buildSeconds.toFixed(0)} s (commit ${start.commit})`,
        ],
      ]
    : []

function tokenTable({ routes }: ServerFigures): string {
  const names: Record<string, string> = {
    direct: 'no server between: the reader at the model itself',
    passthrough: 'a Next route that hands on the model’s bytes',
    'ai-sdk': 'a Next route with `streamText`, `toUIMessageStreamResponse`',
    unfold: '**Unfold**, `POST /api/runs`',
  }
  const cells = (load: Load) => [load.p50Ms.toFixed(2), load.p99Ms.toFixed(2), load.cpuUsPerToken.toFixed(0)]
  return toTable(
    ['', '1 stream: p50 ms', 'p99 ms', 'CPU µs', '50 streams: p50 ms', 'p99 ms', 'CPU µs', 'first event p50 ms', 'p99 ms'],
    routes.map((route: RouteFigures) => [
      names[route.name] ?? route.name,
      ...cells(route.one),
      ...cells(route.many),
      route.firstEventP50Ms.toFixed(1),
      route.firstEventP99Ms.toFixed(1),
    ]),
  )
}

const tokenNotes = `A stand-in for a model writes OpenAI’s streaming format, each token with the moment at which it was written. The reader
takes the time when it has the token, so a figure above is the token’s whole way, and *added* in the first table is that
less the same figure of the first row. CPU is of the server’s process, all threads, over the tokens it passed on; in the first row
it is the model’s own. Unfold answers here as it does in earnest: the text comes inside a call of \`final_answer\`, is taken out of its JSON,
numbered, kept in the log of the run and written as AG-UI events. The baselines get plain text and keep nothing.`

const stalledWords = ({ stalled }: ServerFigures) =>
  `${stalled.readers} readers join one large run and take nothing, while another reads it to its end. Against the same run without them, each costs
${megabytes(stalled.liveMegabytesEach)} of live memory and ${megabytes(stalled.rssMegabytesEach)} of resident memory. The log of the run itself is ${stalled.megabytesOfRun.toFixed(1)} MB, once, whoever reads.
Below zero is the noise of the measurement.`

function browserWords({
  tokens,
  rate,
  seconds,
  scriptMs,
  layoutMs,
  styleMs,
  taskMs,
  heapMegabytes,
  longTasks,
  version,
}: BrowserFigures): string {
  const list = longTasks.slice(0, 8).map(({ ms, atSecond }) => `${ms.toFixed(0)} ms at ${atSecond.toFixed(0)} s`)
  return `Chromium ${version}, ${tokens.toLocaleString('en')} tokens of Markdown (headings, lists, code, tables, citations) at ${rate} a second, read in
the built app for ${seconds.toFixed(0)} s: script ${(scriptMs / 1000).toFixed(2)} s, style ${(styleMs / 1000).toFixed(2)} s, layout ${(layoutMs / 1000).toFixed(2)} s, all main-thread tasks ${(taskMs / 1000).toFixed(2)} s, heap ${heapMegabytes.toFixed(0)} MB at the end.
Tasks over 50 ms: ${list.length === 0 ? 'none' : `${longTasks.length}; the longest: ${list.join(', ')}`}.`
}

function openRows(open?: OpenFigures): string[][] {
  if (!open) return []
  const { turns, tokens, onScreenMs } = open
  return [
    [
      `a conversation of ${turns} turns of ${tokens.toLocaleString('en')} tokens, opened again`,
      '≤ 1 s',
      `${(onScreenMs / 1000).toFixed(2)} s`,
      verdict(onScreenMs <= 1000),
      'its turns come in the response of the page',
    ],
  ]
}

function openWords({ turns, tokens, onScreenMs, whole, compact, far }: OpenFigures): string {
  const row = (words: string, cell: (reading: OpenFigures['whole']) => string) => [words, cell(whole), cell(compact)]
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en')} kB`
  return `${toTable(
    [`${turns} turns of ${tokens.toLocaleString('en')} tokens`, 'every event', 'compact'],
    [
      row('bytes of the answer to `GET /api/threads/:id`', ({ bytes }) => kilobytes(bytes)),
      row('the same, gzip', ({ gzipBytes }) => kilobytes(gzipBytes)),
      row('that answer, to its end (p50)', ({ answeredMs }) => `${answeredMs.toFixed(0)} ms`),
    ],
  )}

Compact events fold to the same view. The page has them in its own response, and its last answer is on screen after ${onScreenMs.toFixed(0)} ms.${farWords(far)}`
}

const farWords = (far: OpenFigures['far']): string =>
  far
    ? `

With ${far.latencyMs} ms to the server and back, until the last answer is on screen: ${far.reloadMs.toFixed(0)} ms when the page is loaded again, ${far.switchMs.toFixed(0)} ms
when another chat is chosen that was not open before, and ${far.backMs.toFixed(0)} ms back to the one before.`
    : ''

function replayRows(replay?: ReplayFigures): string[][] {
  if (!replay) return []
  const { tokens, rate, speed, longTaskMs, draggingTaskMs, taskMs } = replay
  const words = (tasks: number[]) => (tasks.length === 0 ? 'none' : `${tasks.length}, longest ${tasks[0]?.toFixed(0)} ms`)
  return [
    [
      `replay of ${tokens.toLocaleString('en')} tokens at ${rate * speed} a second (${speed}×)`,
      'no task over 50 ms',
      `${words(longTaskMs)}; dragged to and fro: ${words(draggingTaskMs)}`,
      verdict(longTaskMs.length === 0),
      `main-thread work ${(taskMs / 1000).toFixed(1)} s`,
    ],
  ]
}

function replayWords({ tokens, rate, speed, seconds, scriptMs, layoutMs, styleMs, taskMs, version }: ReplayFigures): string {
  const inSeconds = (ms: number) => (ms / 1000).toFixed(2)
  return `Chromium ${version}, a saved run of ${tokens.toLocaleString('en')} tokens at ${rate} a second, opened from its file and replayed at ${speed}× in ${seconds.toFixed(0)} s:
script ${inSeconds(scriptMs)} s, style ${inSeconds(styleMs)} s, layout ${inSeconds(layoutMs)} s, all main-thread tasks ${inSeconds(taskMs)} s. Then it is dragged from end to
end with the whole answer on screen.`
}

function detailsWords({ tokens, rate, calls, closedMs, openMs, list, version }: DetailsFigures): string {
  const inSeconds = (times: number[]) => times.map((ms) => (ms / 1000).toFixed(2)).join(', ')
  const task = (ms: number) => (ms === 0 ? 'none over 50 ms' : `${ms.toFixed(0)} ms`)
  return `Chromium ${version}, the same run of ${tokens.toLocaleString('en')} tokens at ${rate} a second and ${calls} calls, read with the details beside it closed and open
in turns: main-thread time ${inSeconds(closedMs)} s closed, ${inSeconds(openMs)} s open. The raw events of a run of ${list.events.toLocaleString('en')}: drawn ${list.openedMs.toFixed(0)} ms after
the press on their tab, the answer to a filter ${list.filteredMs.toFixed(0)} ms after its last letter; longest task while they open ${task(list.openingTaskMs)}, scroll ${task(list.scrollingTaskMs)},
are filtered ${task(list.filteringTaskMs)}.`
}

const howTo = `\`\`\`
npm run bench                           # all, about a quarter of an hour
npm run bench -- server                 # or store, size, browser, details, replay, open, start: one part, the others keep their figures
npm run bench -- server --quick         # a look in half a minute, not written here
\`\`\`

On an idle machine: model, server, reader and browser share its processors, and anything else that runs is measured along. Nothing leaves the
machine; only the first time, packages are installed (the AI SDK, in \`tests/bench\`).`

const added = (load: Load, direct: Load): Pick<Load, 'p50Ms' | 'p99Ms'> => ({
  p50Ms: load.p50Ms - direct.p50Ms,
  p99Ms: load.p99Ms - direct.p99Ms,
})

const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN)) / 2
  )
}

const pair = (load: Pick<Load, 'p50Ms' | 'p99Ms'>): string => `${load.p50Ms.toFixed(2)} / ${load.p99Ms.toFixed(2)} ms`
const megabytes = (value: number): string => `${value.toFixed(2)} MB`
