/** What the plan of a thorough run consists of: what is to be found out, and how far that is. */
export type PlanItem = { task: string; state: PlanState }

/** How far an item of a plan is, in the words that the model writes. */
export const planStates = ['todo', 'doing', 'done', 'dropped'] as const
export type PlanState = (typeof planStates)[number]

/** The tool by which a model writes its plan, and writes it anew when it changes. */
export const planToolName = 'update_plan'
