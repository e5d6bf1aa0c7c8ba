import type { OpenAIClient } from '@langchain/openai'

type Chunk = OpenAIClient.Chat.Completions.ChatCompletionChunk

/**
 * Gives each tool call of a turn an index of its own. Some servers send several whole calls all with index 0, or with none;
 * LangChain would take them for pieces of one call, and all but the first would be lost.
 */
export async function* numberCalls(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  const indexById = new Map<string, number>()
  /** What an index of the server's stands for now. */
  const indexes = new Map<number | undefined, number>()
  for await (const chunk of chunks) {
    const calls = chunk.choices?.[0]?.delta?.tool_calls
    for (const call of calls ?? []) {
      const theirs: number | undefined = call.index
      if (call.id && !indexById.has(call.id)) {
        const taken = new Set(indexById.values())
        const own = theirs !== undefined && !taken.has(theirs) ? theirs : indexById.size
        indexById.set(call.id, own)
        indexes.set(theirs, own)
      }
      call.index = (call.id ? indexById.get(call.id) : undefined) ?? indexes.get(theirs) ?? theirs ?? 0
    }
    yield chunk
  }
}
