import { redact } from '@/lib/agent/redact'
import { AppError } from '@/lib/protocol/error'
import { toPrintable, toPrintableJson } from '@/lib/protocol/printable'

export type RequestRecord = {
  /** Method and path pattern, never the path itself: `POST /api/runs/:id/stop`. */
  route: string
  status: number
  ms: number
  code?: string
  field?: string
  reference?: string
}

/** One line of JSON for each request. */
export const logRequest = (record: RequestRecord): void => {
  process.stdout.write(`${toPrintableJson({ time: new Date().toISOString(), ...record })}\n`)
}

/** An error with its stack and causes, to stderr, under the reference that the person was given. */
export const logError = (error: unknown, reference: string): void => {
  process.stderr.write(`[${reference}] ${toPrintable(redact(describe(error)))}\n`)
}

/** Why a run failed. What a provider or a limit did is a line; what only a bug explains comes with its stack. */
export const logRun = (runId: string, error: AppError, reference: string): void => {
  const line = { time: new Date().toISOString(), run: runId, code: error.code, reference, message: error.message }
  process.stderr.write(`${redact(toPrintableJson(line))}\n`)
  if (error.cause !== undefined) logError(error.code === 'internal' ? error.cause : summary(error.cause), reference)
}

export type FollowUpsRecord = { run: string; ms: number; found: number; tokens?: number | undefined; error?: unknown }

/** One line for the follow-up questions of a run: how long they took, what they cost, why there are none; no contents. */
export const logFollowUps = ({ error, ...record }: FollowUpsRecord): void => {
  const line = { time: new Date().toISOString(), followUps: record, ...(error !== undefined && { cause: summary(error) }) }
  process.stdout.write(`${redact(toPrintableJson(line))}\n`)
}

/** Four characters by which a person's report and the log are brought together. */
export const createReference = (): string =>
  Math.floor(Math.random() * 0x10000)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0')

const maxCauses = 5

function describe(error: unknown): string {
  const parts: string[] = []
  for (
    let cause = error;
    cause !== undefined && parts.length < maxCauses;
    cause = cause instanceof Error ? cause.cause : undefined
  ) {
    parts.push(cause instanceof AppError || !(cause instanceof Error) ? summary(cause) : (cause.stack ?? summary(cause)))
  }
  return parts.join('\ncaused by ')
}

const summary = (value: unknown): string =>
  (value instanceof Error ? `${value.name}: ${value.message}` : String(value)).slice(0, 2000)

/** Logs once that the database has gone away, and once that it is back. */
export const logRecording = (failure: unknown): void => {
  const time = new Date().toISOString()
  if (failure === undefined) process.stderr.write(`${toPrintableJson({ time, recording: 'ok' })}\n`)
  else process.stderr.write(`${redact(toPrintableJson({ time, recording: 'failed', cause: summary(causeOf(failure)) }))}\n`)
}

/** Logs that something has come to be wrong with the database, and that it is right again. */
export const logDatabase = (failure: AppError | undefined): void => {
  const cause = failure?.cause === undefined ? {} : { cause: summary(failure.cause) }
  const line = failure ? { database: failure.code, message: failure.message, ...cause } : { database: 'ok' }
  process.stderr.write(`${redact(toPrintableJson({ time: new Date().toISOString(), ...line }))}\n`)
}

/** A run that another process left behind was ended here. */
export const logTakeOver = (runId: string): void => {
  process.stderr.write(`${toPrintableJson({ time: new Date().toISOString(), run: runId, code: 'interrupted' })}\n`)
}

const causeOf = (error: unknown): unknown => (error instanceof AppError ? (error.cause ?? error) : error)
