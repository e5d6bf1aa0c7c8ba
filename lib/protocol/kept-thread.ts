import { z } from 'zod'
import { branchPointField } from './branch-point-field'
import type { BranchPoint, MessageId, ModelName, Ms, NumberedEvent, RunId } from './event'
import { checkValue } from './format-issue'
import { idField as id } from './ids'
import { isRecord } from './is-record'
import { cleanText, wrongField } from './read-field'
import { parseRunFile } from './run-file'

/**
 * A conversation that a browser keeps itself and sends along with a question, since the server keeps none: the value of
 * `forwardedProps.unfold.thread`. The server takes it for the visitor's own words and for nothing else.
 */
export type KeptThread = { title: string; turns: KeptTurn[] }

/** A question that the browser keeps, with its runs, oldest first. */
export type KeptTurn = { messageId: MessageId; question: string; askedAt: Ms; runs: KeptRun[] }

export type KeptRun = {
  runId: RunId
  model: ModelName
  from?: BranchPoint
  question: string
  /** Its answer in Markdown, and how many sources it numbered. */
  answer: string
  sources: number
  /** A saved run (see `run-file.ts`), or nothing where nobody starts from it. */
  events: string
}

/**
 * The thread that came with a request. Throws `bad-request` naming the field, or with the line of a run that is broken.
 * What is in it is bounded by the size of the body.
 */
export function parseKeptThread(value: unknown): KeptThread {
  const { data, issue } = checkValue(keptThread, value)
  if (issue) throw wrongField(['forwardedProps', 'unfold', 'thread', ...issue.path], 'is not as this app writes it')
  const turns = data.turns.map((turn) => ({
    ...turn,
    runs: turn.runs.map((run) => ({ ...run, events: asLogged(run.events) })),
  }))
  // The schema knows ids as text; that they are ours is what the brands say.
  return { ...data, turns } as KeptThread
}

/** The events of a saved run as a log of ours writes them: one a line, with what numbers them last. */
const asLogged = (events: string): string => (events === '' ? '' : parseRunFile(events).map(toLine).join('\n'))

const toLine = ({ seq, timestamp, ...event }: NumberedEvent): string => JSON.stringify({ ...event, seq, timestamp })

/** There are at most as many as there can be turns, with the versions that one of them goes on from; each is a row to write. */
const maxRuns = 3000

const count = z.number().int().min(0)
const text = z.string().transform(cleanText)

/** A page of an earlier version calls the branch point of a run `base`. */
const renameBase = (run: unknown): unknown => {
  if (!isRecord(run) || run['base'] === undefined) return run
  const { base: from, ...rest } = run
  return { ...rest, from }
}

const keptThread = z.strictObject({
  title: text.pipe(z.string().max(200)),
  turns: z
    .array(
      z.strictObject({
        messageId: id,
        question: text,
        askedAt: count,
        runs: z
          .array(
            z.preprocess(
              renameBase,
              z.strictObject({
                runId: id,
                model: z.strictObject({ id: z.string().max(200), label: z.string().max(200) }),
                from: branchPointField.optional(),
                question: text,
                answer: text,
                sources: count.max(10_000),
                events: z.string(),
              }),
            ),
          )
          .max(1000),
      }),
    )
    .max(2000)
    .refine((turns) => turns.reduce((sum, { runs }) => sum + runs.length, 0) <= maxRuns),
})
