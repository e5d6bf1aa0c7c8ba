import { type Tool, type ToolContext, ToolFailure, type ToolResult } from '@/lib/agent/tools/define-tool'

/** Sunday 22 November 2026, 11:32 in London. */
export const testNow = Date.UTC(2026, 10, 22, 11, 32)

/** Runs a tool as the executor would, and gives its result. */
export const runTool = (tool: Tool, args: unknown, context: Partial<ToolContext> = {}): Promise<ToolResult> =>
  tool.start(args, { signal: new AbortController().signal, progress: () => undefined, now: () => testNow, ...context })

/** Runs a tool that must fail in a way it can put into words, and gives those. */
export async function failureOf(tool: Tool, args: unknown, context: Partial<ToolContext> = {}): Promise<ToolFailure> {
  try {
    const { content } = await runTool(tool, args, context)
    throw new Error(`${tool.name} answered ${content}`)
  } catch (error) {
    if (error instanceof ToolFailure) return error
    throw error
  }
}
