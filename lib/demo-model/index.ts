import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { ModelProvider } from '@/lib/agent/models/provider'
import { DemoModel } from './demo-model'

/**
 * The demo model: what answers where there is no key, so that anyone can watch an agent work.
 *
 * It is a LangChain chat model like any other (`demo-model.ts`): it is given messages and tools, and streams tool calls
 * and answers token by token (`stream-reply.ts`). In place of a network of weights it has rules. Each turn it reads the
 * messages (`messages.ts`), makes a plan of the question (`plan.ts`), sees which steps of the plan have results
 * (`settle.ts`), and writes the calls that can be made now, or the answer (`reply.ts`). It keeps nothing between turns,
 * and computes nothing: every figure and every fact in its answers comes from a tool.
 *
 * - Sums: `sum-text.ts` turns words into signs, `chain.ts` puts steps together ("then add 4"); the parser is the one of
 *   the `calculate` tool; `steps.ts` turns the tree into calls, `compose-sum.ts` their results into a sentence.
 *   `number-words.ts` reads "twenty-five", `not-a-sum.ts` knows dates, phone numbers and the like.
 * - Times: `time-question.ts`. Look-ups: `search-question.ts`, `sources.ts`, `compose-search.ts`, `compose-comparison.ts`.
 * - `talk.ts` has what it says by itself: greetings, and what it cannot do.
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
