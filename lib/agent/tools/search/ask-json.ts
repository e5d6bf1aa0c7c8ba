import type { z } from 'zod'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { checkValue, toFieldName } from '@/lib/protocol/format-issue'
import type { SearchContext } from './found'

const maxAnswerBytes = 2 * 1024 * 1024

export type JsonQuestion<T> = {
  /** Who is asked, for the sentence that says what went wrong: "Tavily". */
  service: string
  url: string | URL
  init?: RequestInit
  timeoutMs: number
  /** What a good answer looks like. */
  schema: z.ZodType<T>
}

/**
 * Asks a search service and checks its answer. Whatever goes wrong is a `ToolFailure` with a sentence for a person: no
 * answer in time, no connection, an error status, something that is not JSON, JSON of another shape, an endless answer.
 * An abort by the caller is passed on as it is.
 */
export async function askJson<T>(
  { service, url, init, timeoutMs, schema }: JsonQuestion<T>,
  { signal, fetch }: Omit<SearchContext, 'progress'>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, timeout]) })
    if (!response.ok) {
      await response.body?.cancel()
      throw new ToolFailure(`${service} ${refusals[response.status] ?? `answered with an error (${response.status}).`}`)
    }
    return parseAnswer(await readText(response, service), service, schema)
  } catch (error) {
    if (error instanceof ToolFailure) throw error
    if (signal.aborted) throw signal.reason
    if (timeout.aborted) {
      throw new Unreachable(`${service} did not answer within ${timeoutMs / 1_000} seconds.`, { cause: error })
    }
    throw new Unreachable(`${service} could not be reached.`, { cause: error })
  }
}

/** Nobody answered, so that asking again at once is no use. */
export class Unreachable extends ToolFailure {
  readonly isUnreachable = true

  /** `ToolFailure` knows its own by their name. */
  static override [Symbol.hasInstance](value: unknown): value is Unreachable {
    return ToolFailure[Symbol.hasInstance](value) && 'isUnreachable' in value
  }
}

const refusals: Record<number, string> = {
  401: 'did not accept the key.',
  402: 'has no searches left on this plan.',
  403: 'refused this request.',
  429: 'is busy. Try again in a minute.',
  432: 'has no searches left on this plan.',
}

async function readText(response: Response, service: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxAnswerBytes) throw new ToolFailure(`${service} sent more than 2 MB.`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function parseAnswer<T>(text: string, service: string, schema: z.ZodType<T>): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new ToolFailure(`${service} answered with something that is not JSON.`, { cause: error })
  }
  const { data, issue } = checkValue(schema, json)
  if (!issue) return data
  const cause = new Error(`${toFieldName(issue.path) || 'The answer'} ${issue.words}`)
  throw new ToolFailure(`${service} answered in a form that is not known.`, { cause })
}
