import type { DatabaseFigures, StoreFigures } from './store'
import { toTable, verdict } from './table'

/** The window in which SQLite gathers events when many come, so that their commit is one. */
const sqliteWindowMs = 4

export const storeRows = (figures: StoreFigures): string[][] => figures.databases.flatMap((each) => rowsOf(each, figures))

function rowsOf(database: DatabaseFigures, { without }: StoreFigures): string[][] {
  const { name, journal, live, commitP50Ms } = database
  const addedMs = journal.one.p50Ms - without.one.p50Ms
  const addedUs = journal.many.cpuUsPerToken - without.many.cpuUsPerToken
  const share = addedUs / (live.cpuUsPerToken - addedUs)
  // A commit of the journal is a little more than the smallest there is: a join, a few hundred bytes.
  const targetMs = name === 'SQLite' ? 0.5 : commitP50Ms * 1.5
  const target = name === 'SQLite' ? '≤ 0.5 ms at p50' : `about a commit: ${commitP50Ms.toFixed(2)} ms`
  // What the disk and the machine took at that moment, of which no code can take less: it is four times as much on some days.
  const beside = name === 'SQLite' ? `without a journal; one bare commit: ${ms(commitP50Ms)}` : 'without a journal'
  return [
    [`${name}: latency that the journal adds, 1 run`, target, ms(addedMs), verdict(addedMs <= targetMs), beside],
    [
      `${name}: CPU that the journal adds, ${live.streams} live runs`,
      '≤ 20 % of a token',
      `${addedUs.toFixed(0)} µs: ${(share * 100).toFixed(0)} %`,
      name === 'SQLite' ? verdict(share <= 0.2) : '',
      `${live.cpuUsPerToken.toFixed(0)} µs in all`,
    ],
    [
      `${name}: first event of a run that is joined`,
      '≤ 50 ms',
      `p50 ${ms(database.resumeP50Ms)}, p99 ${ms(database.resumeP99Ms)}`,
      verdict(database.resumeP50Ms <= 50),
      '',
    ],
    [
      `${name}: a conversation of ${database.turns.toLocaleString('en')} turns on screen`,
      '≤ 1.5 s',
      `${(database.onScreenMs / 1000).toFixed(2)} s`,
      verdict(database.onScreenMs <= 1500),
      `its newest turns as JSON: ${ms(database.longThreadP50Ms)}`,
    ],
  ]
}

export const storeWords = ({ without, databases }: StoreFigures): string => `${toTable(
  ['', '1 run: p50 ms', 'p99 ms', 'CPU µs a token', '50 runs: p50 ms', 'p99 ms', 'CPU µs a token'],
  [['no journal', ...cells(without)], ...databases.map(({ name, journal }) => [`${name}`, ...cells(journal)])],
)}

From the moment an event is written to the moment a reader of the log sees it, which is when it cannot be lost; 60 tokens a second in one run,
30 in each of 50, in a process that does nothing else. SQLite gathers for up to ${sqliteWindowMs} ms when busy; Postgres gathers while a commit is under way.

${toTable(
  ['the whole app', ...databases.map(({ name }) => name)],
  [
    row(
      databases,
      (each) => `${each.live.streams} live runs at 30 tokens a second: token, p50 / p99`,
      ({ live }) => `${live.p50Ms.toFixed(1)} / ${live.p99Ms.toFixed(1)} ms`,
    ),
    row(
      databases,
      () => 'processors used meanwhile',
      ({ live }) => live.cores.toFixed(2),
    ),
    row(
      databases,
      () => 'CPU a token',
      ({ live }) => `${live.cpuUsPerToken.toFixed(0)} µs`,
    ),
    row(
      databases,
      () => 'database bytes a token',
      ({ live }) => live.bytesPerToken.toFixed(0),
    ),
    row(
      databases,
      (each) => `list of ${each.threads.toLocaleString('en')} conversations, first 50: p50 / p99`,
      ({ listP50Ms, listP99Ms }) => `${listP50Ms.toFixed(1)} / ${listP99Ms.toFixed(1)} ms`,
    ),
    row(
      databases,
      () => 'search in them, all of which match',
      ({ searchP50Ms }) => ms(searchP50Ms),
    ),
    row(
      databases,
      (each) => `conversation of ${each.turns.toLocaleString('en')} turns, its newest 30`,
      ({ longThreadP50Ms }) => ms(longThreadP50Ms),
    ),
  ],
)}`

const cells = ({ one, many }: StoreFigures['without']): string[] =>
  [one, many].flatMap((load) => [load.p50Ms.toFixed(2), load.p99Ms.toFixed(2), load.cpuUsPerToken.toFixed(0)])

const row = (
  databases: DatabaseFigures[],
  words: (each: DatabaseFigures) => string,
  cell: (each: DatabaseFigures) => string,
): string[] => [databases[0] ? words(databases[0]) : '', ...databases.map(cell)]

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`
