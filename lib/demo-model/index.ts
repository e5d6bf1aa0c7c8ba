import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { ModelProvider } from '@/lib/agent/models/provider'
import { DemoModel } from './demo-model'

/**
 * The demo model: what answers where there is no key, so that anyone can watch an agent work.
 *
 * It is a LangChain chat model like any other (`demo-model.ts`): it is given messages and tools, and streams tool calls
 * and answers token by token (`stream-reply.ts`). In place of a network of weights it has rules. Each turn it takes the
 * messages apart (`conversation.ts`), reads the question (`read-question.ts`) and composes the whole answer (`reply.ts`).
 * An answer asks for the tool results that it needs (`calls.ts`); as long as some are missing, those calls are the turn.
 * It keeps nothing between turns, and computes nothing: every figure and every fact comes from a tool.
 *
 * - Sums: `read-sum.ts` turns words into signs for the one parser (those of English stand in `english-sums.ts`) and passes over dates, phone
 *   numbers and the like, `chain.ts` puts steps together ("then add 4"), `answer-sum.ts` works the tree out call by call.
 * - Times: `time.ts`. What it says by itself: `talk.ts`.
 * - Look-ups: `lookup.ts` reads what a question asks and makes queries of it, also of one that leans on the answer before, `sources.ts`
 *   reads the pages that were found, `evidence.ts` finds the sentences that answer it, or none, `alike.ts` says which words mean the same.
 *   `answer-lookup.ts` asks for the pages, `cited-answer.ts` writes the answer from their sentences.
 *
 * The words of six languages, those that are read and those that are said, are a table each in `words.json` (`words.ts`).
 *
 * It shows the work and is not clever. A wrong answer is worse than ten refusals, so whatever is not read to its last
 * word is refused, in one sentence that says what to do: there are no word problems, no units and no guesses here.
 */
export const createDemoProvider = ({
  tokensPerSecond = 40,
}: {
  tokensPerSecond?: number
} = {}): ModelProvider<BaseChatModel> => ({
  name: 'demo',
  create: () => new DemoModel({ tokensPerSecond }),
})
