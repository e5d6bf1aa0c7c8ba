import { afterAll } from 'vitest'
import { type Chats, startChats } from './chats'
import { startUpstream, type Upstream } from './upstream'

/** The app of `startChats` with a provider behind it that refuses what the strictest would; both end after the tests of the file. */
export async function startModelChats(environment: Record<string, string> = {}): Promise<{ upstream: Upstream; chats: Chats }> {
  const upstream = await startUpstream({ strict: true })
  const chats = await startChats({ OPENAI_BASE_URL: upstream.url, MODEL: 'test-model', ...environment })
  afterAll(async () => {
    await chats.close()
    await upstream.close()
  })
  return { upstream, chats }
}
