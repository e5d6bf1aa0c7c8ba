import { type StructuredToolInterface, tool } from '@langchain/core/tools'
import { z } from 'zod'

/** The name of the tool by which a model gives its answer. Its argument `answer` streams to the screen as text. */
export const finalAnswerName = 'final_answer'

/**
 * How the model ends a run. No tool of ours runs it: the executor reads its arguments as they stream, which is why
 * `answer` comes first, so that its text is on screen before the rest is written.
 */
export const finalAnswer: StructuredToolInterface = tool(() => '', {
  name: finalAnswerName,
  description: [
    'Give your answer to the person. Call this once, alone, when you have all the results you need, or at once when no tool is needed.',
    'Write `answer` in Markdown: lead with the answer itself, then what supports it; use a list, a table or a code block where it helps.',
    'Tool results number their sources as [1], [2] and so on. After each statement that rests on a source, cite it with its number, like this [1].',
    'Cite no numbers that no tool gave you, and write no list of sources at the end.',
  ].join(' '),
  schema: z.object({
    answer: z.string().describe('The answer, in Markdown, with citations as [n].'),
    tools_used: z.array(z.string()).describe('The names of the tools whose results the answer rests on.'),
  }),
})
