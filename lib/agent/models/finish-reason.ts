import { AppError } from '@/lib/protocol/error'

/** Why a model stopped writing, in OpenAI’s words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter'

/**
 * A finish reason in one of OpenAI's words, or `null` for none, as which some servers write `''`. Throws an `AppError` for any
 * other one (`error`, `network_error`, `insufficient_system_resource` …): half a text is no success.
 */
export function parseFinishReason(reason: unknown): FinishReason | null {
  if (typeof reason !== 'string' || reason === '') return null
  const known = words.get(reason.toLowerCase())
  if (known) return known
  throw new AppError('model-unreachable', { message: `The model provider ended the answer with “${reason.slice(0, 60)}”.` })
}

const ends: [FinishReason, string][] = [
  ['stop', 'stop completed complete eos eos_token end end_turn end_of_turn stop_sequence'],
  ['length', 'length max_tokens max_output_tokens max_length model_length model_context_window_exceeded'],
  ['tool_calls', 'tool_calls tool_call tool_use function_call function_calls'],
  [
    'content_filter',
    'content_filter content_filtered safety sensitive recitation prohibited_content blocklist spii guardrail_intervened',
  ],
]
const words = new Map(ends.flatMap(([reason, list]) => list.split(' ').map((word): [string, FinishReason] => [word, reason])))
