import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { redact } from '@/lib/agent/redact'
import { AppError } from '@/lib/protocol/error'
import { splitUniversal, universalPackages } from '@/lib/protocol/universal-model'
import type { ModelProvider } from './provider'

/**
 * Any other chat model of LangChain.js, by the name of its provider. The provider's package is loaded when it is first asked for
 * (`npm i @langchain/anthropic`), and reads its key and address from the environment itself (`ANTHROPIC_API_KEY`).
 */
export const createUniversal = (): ModelProvider => ({
  name: 'universal',
  async create(modelId) {
    const { provider, model } = splitUniversal(modelId)
    try {
      // Asked of Node and not of the bundler, which cannot know which packages are installed.
      const { initChatModel } = await import(/* turbopackIgnore: true */ 'langchain/chat_models/universal')
      // The executor has the retries and the time limits.
      return (await initChatModel(model, { modelProvider: provider, maxRetries: 0 })) as unknown as BaseChatModel
    } catch (error) {
      throw toSetUpError(modelId, error)
    }
  },
})

/** What is missing of a provider's package, or of what that reads. */
export function toSetUpError(modelId: string, cause: unknown): AppError {
  const words = redact(cause instanceof Error ? cause.message : String(cause)).replace(/\s+/g, ' ')
  if (!/unable to import|cannot find (package|module)/i.test(words)) {
    const message = `The model "${modelId}" could not be set up: “${words.slice(0, maxWords)}”`
    return new AppError('model-key', { cause, message })
  }
  const name = universalPackages.get(splitUniversal(modelId).provider)
  const message = `The model "${modelId}" needs a package: run \`npm install ${name}\` on the server, and start it again.`
  return new AppError('model-unknown', { cause, message })
}

const maxWords = 240
