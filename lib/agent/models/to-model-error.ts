import { AppError, type ErrorCode } from '@/lib/protocol/error'
import { webPage } from './error-body'
import { type Refusal, readRefusal } from './read-refusal'

/** The code of an answer that is well-formed and yet no chat completion. */
export const noCompletion = 'no_completion'

export type ModelErrorOptions = {
  modelId: string
  /** True once the model has written something: what fails then cuts an answer off. */
  began?: boolean
  now?: number
}

/**
 * Whatever a model call threw, as the failure that a person can read and the executor can decide about. Rests on what
 * providers really send: statuses, OpenAI's codes, and the words of those that have no codes.
 */
export function toModelError(error: unknown, { modelId, began = false, now = Date.now() }: ModelErrorOptions): AppError {
  if (error instanceof AppError) return error
  const refusal = readRefusal(error, now)
  if (!refusal) return new AppError('internal', { cause: error })
  const { code, message } = judge(refusal, modelId)
  const sentence = message && { message }
  if (began && cutsOff.has(code))
    return new AppError('cut-off', { cause: error, message: `The answer was cut off before its end. ${message ?? ''}`.trim() })
  const { retryAfterMs } = refusal
  return new AppError(code, { cause: error, ...sentence, ...(retryAfterMs !== undefined && { retryAfterMs }) })
}

/** Failures of the line or the server, which say nothing about the request. */
const cutsOff: ReadonlySet<ErrorCode> = new Set(['model-busy', 'model-unreachable'])

type Judgement = { code: ErrorCode; message?: string }
type Rule = (refusal: Refusal, modelId: string) => Judgement | undefined

/** The first rule that knows the case decides; what is said most precisely stands first. */
const rules: Rule[] = [
  ({ network }) => (network === undefined ? undefined : { code: 'model-unreachable', message: network }),

  ({ unreadable }) =>
    unreadable ? { code: 'cut-off', message: 'The model provider sent something that could not be read.' } : undefined,

  ({ status, codes }) =>
    (status === 404 || status === 405) && codes.includes(webPage)
      ? { code: 'model-unknown', message: 'A web page answered in place of the model. Check `OPENAI_BASE_URL` on the server.' }
      : undefined,

  ({ codes }) =>
    codes === noCompletion
      ? { code: 'model-unknown', message: 'What answered is not a chat model. Check `OPENAI_BASE_URL` on the server.' }
      : undefined,

  ({ status, codes, words }) =>
    status === 413 ||
    /context_(length|window)_exceeded|exceed_context_size|string_above_max_length/.test(codes) ||
    tooLong.test(words)
      ? { code: 'context-too-long' }
      : undefined,

  ({ codes, words }) =>
    /content_filter|content_policy|ResponsibleAI|data_inspection_failed/i.test(codes) || filtered.test(words)
      ? { code: 'content-filter' }
      : undefined,

  ({ status, codes, words }) =>
    status === 402 || /insufficient_quota|billing/.test(codes) || noCredit.test(words) ? { code: 'model-quota' } : undefined,

  ({ status, codes, words }) => {
    if (status === 401 || /invalid_api_key|API_KEY_INVALID/.test(codes) || badKey.test(words)) return { code: 'model-key' }
    return status === 403 ? { code: 'model-key', message: `The model provider refused access: ${quote(words)}` } : undefined
  },

  ({ status, codes, words }, modelId) => {
    if (
      /model_not_found|DeploymentNotFound/.test(codes) ||
      (status === 404 && (words === '' || /model/i.test(words))) ||
      noModel.test(words)
    ) {
      return { code: 'model-unknown', message: `The provider does not know the model "${modelId}".` }
    }
    if (status !== 404) return undefined
    return { code: 'model-unknown', message: 'The provider has nothing at this address. Check `OPENAI_BASE_URL` on the server.' }
  },

  ({ status, codes, words }) =>
    status === 429 ||
    status === 503 ||
    status === 529 ||
    status === 408 ||
    status === 409 ||
    /rate_limit|overloaded|resource_exhausted/i.test(codes) ||
    busy.test(words)
      ? { code: 'model-busy' }
      : undefined,

  ({ status, codes }) =>
    status === undefined || status >= 500 || /server_error|internal/i.test(codes)
      ? { code: 'model-unreachable', message: status ? `The model provider failed (${status}).` : 'The model provider failed.' }
      : undefined,
]

const tooLong =
  /maximum context length|context (length|window|size)[^.]{0,40}exceed|exceed[^.]{0,60}(context (length|window|size)|maximum number of tokens)|too many tokens|prompt is too long|reduce the length of (the|your) (messages|prompt|input)|input is too long/i
const filtered =
  /content management policy|content (filter|policy)|(input|prompt|request|content)[^.]{0,30}(was|been) flagged|safety (system|policy)|moderation/i
const noCredit =
  /insufficient (balance|credits?|funds)|credit balance is too low|check your plan and billing|out of credits|requires more credits/i
const badKey =
  /api[- ]?key[^.]{0,30}(not valid|invalid|incorrect|expired|missing)|(invalid|incorrect|no|missing) (or missing )?api[- ]?key/i
const noModel =
  /(model|deployment)\b[^.]{0,120}(does not exist|doesn't exist|not found|not exist|unknown)|(unknown|invalid|no such) model\b|not a valid model/i
const busy = /overloaded|too many requests|rate limit|at capacity|currently loading|model is loading/i

const judge = (refusal: Refusal, modelId: string): Judgement => {
  for (const rule of rules) {
    const judgement = rule(refusal, modelId)
    if (judgement) return judgement
  }
  return { code: 'model-refused', message: `The model provider refused this request: ${quote(refusal.words)}` }
}

const quote = (words: string): string => (words === '' ? 'it did not say why.' : `“${words}”`)
