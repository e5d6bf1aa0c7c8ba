import { AppError, type ErrorCode } from '@/lib/protocol/error'
import { noCompletion, webPage } from './error-body'
import { type ProviderRefusal, readRefusal } from './read-refusal'

/** What is known of the request that failed. */
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
  const failure = error instanceof AppError ? error : toFailure(error, modelId, now)
  if (!began || !cutsOff.has(failure.code)) return failure
  return new AppError('cut-off', { cause: error, message: `The answer was cut off before its end. ${failure.message}` })
}

function toFailure(error: unknown, modelId: string, now: number): AppError {
  const refusal = readRefusal(error, now)
  if (!refusal) return new AppError('internal', { cause: error })
  const { code, message, retryAfterMs = refusal.retryAfterMs } = judge(refusal, modelId)
  return new AppError(code, {
    cause: error,
    ...(message !== undefined && { message }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

/** True of a server that answers, and whose model is not there yet: it is worth asking again for as long as that takes. */
export function isLoading(error: unknown): boolean {
  const refusal = readRefusal(error, 0)
  return refusal?.status === 503 && loading.test(refusal.words)
}

/** True where the model said that it cannot look at images. */
export const isBlind = (error: unknown): boolean => cannotSee.test(readRefusal(error, 0)?.words ?? '')

const loading = /\bloading\b|warming up|starting up|not ready|cold start/i

/**
 * The share of what was sent that the model would have read, from a refusal that names both numbers ("maximum context length
 * is 8192 tokens … resulted in 9001 tokens"), with a little to spare; `undefined` from one that does not.
 */
export function readableShare(error: unknown): number | undefined {
  const words = readRefusal(error, 0)?.words ?? ''
  const numbers = [...words.matchAll(/\b\d[\d,]*\b/g)].map(([text]) => Number(text.replaceAll(',', '')))
  const [sent, limit] = numbers.filter((number) => number >= fewestTokens && number <= mostTokens).sort((a, b) => b - a)
  return sent === undefined || limit === undefined || sent === limit ? undefined : (0.9 * limit) / sent
}

/** No model reads less or more: other numbers are something else, such as the id of the request, which gateways add. */
const fewestTokens = 256
const mostTokens = 20_000_000

/** Failures of the line or the server, which say nothing about the request. */
const cutsOff: ReadonlySet<ErrorCode> = new Set(['model-busy', 'model-unreachable'])

type Judgement = { code: ErrorCode; message?: string; retryAfterMs?: number }
type Rule = (refusal: ProviderRefusal, modelId: string) => Judgement | undefined

/** The first rule that knows the case decides; what is said most precisely stands first. */
const rules: Rule[] = [
  ({ network }) => (network === undefined ? undefined : { code: 'model-unreachable', message: network }),

  ({ unreadable }) =>
    unreadable ? { code: 'cut-off', message: 'The model provider sent something that could not be read.' } : undefined,

  ({ status, codes }) =>
    (status === 404 || status === 405) && codes.includes(webPage)
      ? { code: 'model-unknown', message: 'A web page answered instead of the model. Check `OPENAI_BASE_URL` on the server.' }
      : undefined,

  ({ codes }) =>
    codes === noCompletion
      ? { code: 'model-unknown', message: 'This address is not a chat model API. Check `OPENAI_BASE_URL` on the server.' }
      : undefined,

  ({ status, codes, param, words }) =>
    status === 413 ||
    /context_(length|window)_exceeded|context_window_limit|exceed_context_size|request_too_large/i.test(codes) ||
    (/string_above_max_length/.test(codes) && /content$/.test(param ?? '')) ||
    isTooLong(words)
      ? { code: 'context-too-long' }
      : undefined,

  ({ codes }) =>
    /tool_use_failed/.test(codes)
      ? { code: 'model-refused', message: 'The model wrote a tool call that its provider could not read.', retryAfterMs: 0 }
      : undefined,

  ({ codes, words }) =>
    /content_filter|content_policy|ResponsibleAI|data_inspection_failed/i.test(codes) || filtered.test(words)
      ? { code: 'content-filter' }
      : undefined,

  ({ words }, modelId) =>
    cannotSee.test(words)
      ? {
          code: 'model-refused',
          message: `The model "${modelId}" cannot look at images. Choose one that can, or ask without them.`,
        }
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
      return { code: 'model-unknown', message: `The model provider does not offer the model "${modelId}".` }
    }
    if (status !== 404) return undefined
    return { code: 'model-unknown', message: 'There is no model API at this address. Check `OPENAI_BASE_URL` on the server.' }
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

  // The request, not the server: the template of the model, or how it was started. Asking again would change nothing.
  ({ status, words }) =>
    status !== undefined && status >= 500 && judgesRequest.test(words)
      ? { code: 'model-refused', message: `The model provider refused this request: ${quote(words)}` }
      : undefined,

  ({ status, codes, words }) =>
    status === undefined || status >= 500 || /server_error|internal/i.test(codes)
      ? {
          code: 'model-unreachable',
          message: `The model provider failed${status === undefined ? '' : ` (${status})`}${reason(words)}`,
        }
      : undefined,
]

/** The page of a proxy, and what frameworks say for themselves, give no reason. */
const reason = (words: string): string => (words === '' || givesNoReason.test(words) ? '.' : `: ${quote(words)}`)
const givesNoReason = /bad gateway|service (temporarily )?unavailable|internal server error|gateway time-?out/i

const judgesRequest = /--\w|jinja|chat template|no user query|not (supported|implemented)|unsupported|does not support/i
const tooLongWords = [
  /(context|sequence|prompt)[ _](length|window|size|limit)\b[^.]{0,60}exceed/i,
  /exceed[^.]{0,80}(context|(maximum|max|configured|allowed)[^.]{0,30}(tokens|length|limit)|token limit|max_model_len|num_ctx)/i,
  /(maximum|max|available|configured)( input| prompt)? (context|prompt|input|tokens?|sequence)( length| window| size| limit| count)/i,
  /too many (input |prompt |total )?tokens/i,
  /(prompt|input|request|messages?|conversation|context)( \([^)]{0,60}\))? (is|are) (too (long|large)|longer than)/i,
  // More at once than an account may send in a minute: to wait would not help.
  /request too large\b/i,
  /reduce the (length|size) of (the|your) (messages|prompt|input)/i,
]
const isTooLong = (words: string): boolean => tooLongWords.some((pattern) => pattern.test(words))
const filtered =
  /content management policy|content (filter|policy)|(input|prompt|request|content)[^.]{0,30}(was|been) flagged|safety (system|policy)|moderation/i
/** The words of OpenAI, OpenRouter, DeepSeek, Mistral, Ollama, llama.cpp, LM Studio and vLLM. */
const cannotSee =
  /images?( inputs?)? (is|are) not (supported|enabled)|image inputs? is not (supported|enabled)|not support(ed)?[^.]{0,20} images?\b|support image input|image_url is only supported|unknown variant `?image_url|data required for image input|not a multimodal model|at most 0 image/i
const noCredit =
  /insufficient (balance|credits?|funds)|credit balance is too low|check your plan and billing|out of credits|requires more credits/i
const badKey =
  /api[- ]?key[^.]{0,30}(not valid|invalid|incorrect|expired|missing)|(invalid|incorrect|no|missing) (or missing )?api[- ]?key/i
const noModel =
  /(model|deployment)\b[^.]{0,120}(does not exist|doesn't exist|not found|not exist|unknown)|(unknown|invalid|no such) model\b|not a valid model/i
const busy = /overloaded|too many requests|rate limit|at capacity|currently loading|(model is|is still) loading|loading model/i

const judge = (refusal: ProviderRefusal, modelId: string): Judgement => {
  for (const rule of rules) {
    const judgement = rule(refusal, modelId)
    if (judgement) return judgement
  }
  return { code: 'model-refused', message: `The model provider refused this request: ${quote(refusal.words)}` }
}

const quote = (words: string): string => (words === '' ? 'it did not say why.' : `“${words}”`)
