import type { Feature } from './provider'
import { readRefusal } from './read-refusal'

/**
 * The parameter that an endpoint refused to take, so that it can be asked again without. Told by OpenAI's `param`, else by
 * the words: vLLM and Mistral quote the place (`('body', 'stream_options')`), llama.cpp and Azure name the parameter, DeepSeek
 * and Qwen refuse forced tools while the model thinks, OpenRouter has no endpoint for the value (404), and Groq answers 400
 * when the model did not do as it was forced to.
 */
export function refusedFeature(error: unknown): Feature | undefined {
  const refusal = readRefusal(error, 0)
  if (!refusal || !refusing.has(refusal.status ?? 400)) return undefined
  const { param, words } = refusal
  const byParam = names.find(([, pattern]) => param !== undefined && pattern.test(param))
  if (byParam) return byParam[0]
  if (takesNoTools.test(words)) return undefined
  const mentioned = names
    .map(([feature, pattern]) => ({ feature, at: words.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  return mentioned[0]?.feature
}

/** Statuses that judge a request. 500 and 501 are older llama.cpp's for a parameter that it does not know. */
const refusing: ReadonlySet<number> = new Set([400, 404, 405, 422, 500, 501])

const names: [Feature, RegExp][] = [
  // Groq, Cerebras and others do not take back what they sent: "property 'reasoning' is unsupported", at a message.
  [
    'ownFields',
    /^(?=.*\bmessages?\b)(?=.*\b(reasoning(_content|_details)?|thinking(_blocks)?|extra_content|provider_specific_fields)\b)(?=.*(unsupported|not (supported|permitted|allowed)|unexpected|unknown|unrecognized|forbidden|extra inputs))(?!.*must be (passed|provided))/is,
  ],
  // OpenAI's, of which the more precise stand first. An organisation must be verified for summaries.
  ['responses', /\bv1\/responses\b|\bresponses (api|endpoint)\b/i],
  ['summaries', /reasoning[._ ]summar/i],
  ['effort', /reasoning[._ ]?effort/i],
  ['reasoning', /^reasoning$|^include$|encrypted content is not supported/i],
  ['parallelToolCalls', /parallel[_ ](tool|function)[_ ]call/i],
  ['streamUsage', /stream[_ ]options|include_usage/i],
  ['forcedTools', /tool[_ ]choice|forced? (tool|function)/i],
  // Keywords of JSON Schema as Gemini, Bedrock and vLLM name them, and what OpenAI calls the place.
  [
    'richSchemas',
    /\$(schema|defs|ref)\b|additional_?properties|exclusive_?m(in|ax)imum|(property|pattern)_?(names|properties)|\b(any|one|all)_?of\b|(json|tool|function|parameters?|input)[ _-]?schemas?\b|invalid schema|function\.parameters|invalid_function_parameters/i,
  ],
]

/** These take no tools at all; leaving one parameter out would not help. */
const takesNoTools = /"auto" tool choice|does not support tools|unsupported param: tools\b/i
