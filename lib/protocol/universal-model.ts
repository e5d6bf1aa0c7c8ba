/**
 * The providers of LangChain's `initChatModel` that have a package of their own: `anthropic:claude-sonnet-4-5` names one of their
 * models. OpenAI's models, and Azure's, are asked by the edge of this app, which shows more of them.
 * @see https://docs.langchain.com/oss/javascript/langchain/models
 */
export const universalPackages: ReadonlyMap<string, string> = new Map([
  ['anthropic', '@langchain/anthropic'],
  ['aws', '@langchain/aws'],
  ['bedrock', '@langchain/aws'],
  ['cerebras', '@langchain/cerebras'],
  ['cohere', '@langchain/cohere'],
  ['deepseek', '@langchain/deepseek'],
  ['fireworks', '@langchain/fireworks'],
  ['google', '@langchain/google'],
  ['google-genai', '@langchain/google-genai'],
  ['google-vertexai', '@langchain/google-vertexai'],
  ['google-vertexai-web', '@langchain/google-vertexai-web'],
  ['groq', '@langchain/groq'],
  ['mistral', '@langchain/mistralai'],
  ['mistralai', '@langchain/mistralai'],
  ['ollama', '@langchain/ollama'],
  ['perplexity', '@langchain/perplexity'],
  ['together', '@langchain/together-ai'],
  ['xai', '@langchain/xai'],
])

/** True of `<provider>:<model>` with a provider that LangChain knows. */
export const isUniversal = (modelId: string): boolean =>
  modelId.includes(':') && universalPackages.has(splitUniversal(modelId).provider)

/** Names of models may have colons too: the first one ends the provider. */
export const splitUniversal = (modelId: string): { provider: string; model: string } => {
  const colon = modelId.indexOf(':')
  return { provider: modelId.slice(0, colon), model: modelId.slice(colon + 1) }
}
