/** How a run goes about a question, where that is not the usual way: `thorough` plans first, searches more and takes minutes. */
export const runModes = ['thorough'] as const
export type RunMode = (typeof runModes)[number]
