import { z } from 'zod'
import { planStates, planToolName } from '@/lib/protocol/plan'
import { formatPlanCount } from '@/lib/run-view/plan'
import { defineTool } from './define-tool'

/** How a thorough run writes its plan, and changes it: the plan that a person sees is read off the calls. */
export const updatePlan = defineTool({
  name: planToolName,
  title: { todo: 'Plan', running: 'Planning', done: 'Planned' },
  icon: 'list',
  noun: ['plan', 'plans'],
  description:
    'Write your plan, or write it anew after each step, so that the person sees how far you are. Always give all of its tasks, in order, with their states.',
  input: z.object({
    items: z
      .array(
        z.object({
          task: z
            .string()
            .trim()
            .min(1, 'must not be empty')
            .max(200, 'is longer than 200 characters')
            .describe('What is to be found out, in a few words, in the language of the question.'),
          state: z.enum(planStates, `must be one of ${planStates.join(', ')}`).default('todo'),
        }),
      )
      .min(1, 'must hold a task')
      .max(20, 'must hold at most 20 tasks'),
  }),
  effects: 'none',
  timeoutMs: 1000,
  async run({ items }) {
    const open = items.filter(({ state }) => state === 'todo' || state === 'doing')
    const next = open.length > 0 ? `Open: ${open.map(({ task }) => task).join('; ')}.` : 'Nothing is open.'
    return { content: `The plan is noted. ${next}`, summary: `${formatPlanCount(items)} done` }
  },
})
