import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

/** A chat route as the AI SDK's documentation has it. */
export const dynamic = 'force-dynamic'

export async function POST(request) {
  const { question } = await request.json()
  const openai = createOpenAI({ baseURL: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY })
  const result = streamText({ model: openai.chat(process.env.MODEL), prompt: question, abortSignal: request.signal })
  return result.toUIMessageStreamResponse({ headers: { 'cache-control': 'no-cache, no-transform' } })
}
