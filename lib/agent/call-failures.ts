import { type Tool, ToolFailure } from './tools/define-tool'
import { finalAnswerName } from './tools/final-answer'

/**
 * A failure in words: a person reads in `told` what became of the step, the model in `content` what it can do about it.
 * `refused` is true where the tool could not use what it was given, so that another call may do.
 */
export function describeFailure(toolName: string, error: unknown) {
  const failure = error instanceof ToolFailure ? error : undefined
  const message = failure?.message ?? `${toolName} failed for a reason of its own.`
  const detail = messageOf(failure ? failure.cause : error)
  const content = `Error: ${failure?.forModel ?? message}${detail ? ` (${detail})` : ''}`
  return { content, told: { message, ...(detail && { detail }) }, refused: failure?.refused === true }
}

const messageOf = (error: unknown): string | undefined =>
  error instanceof Error ? error.message.slice(0, 500) : error === undefined ? undefined : String(error).slice(0, 500)

/** A call of a tool that there is not. */
export function noSuchTool(name: string, tools: readonly Tool[]): ToolFailure {
  const names = [...tools.map((tool) => tool.name), finalAnswerName].join(', ')
  return new ToolFailure(`The model asked for a tool named "${name}", which does not exist.`, {
    refused: true,
    forModel: `There is no tool named "${name}". The tools are: ${names}. Call one of these.`,
  })
}

/** A call whose arguments are not one whole JSON document. */
export const notJson = (): ToolFailure =>
  new ToolFailure('The tool could not use these arguments: they are not complete JSON.', {
    refused: true,
    forModel: 'The arguments are not one complete JSON object. Call the tool again with all of its arguments.',
  })

/** A call of a tool that a run may call so often and no more. */
export const calledTooOften = ({ name, maxCalls }: Tool): ToolFailure =>
  new ToolFailure(`This step was left out: a run makes at most ${maxCalls} of its kind.`, {
    forModel: `You have called ${name} ${maxCalls} times, which is all that a run may. Answer with what you have found.`,
  })

/** A call that took longer than its tool may. */
export const timedOut = (tool: Tool): ToolFailure => {
  const seconds = Math.round(tool.timeoutMs / 1000)
  const subject = tool.words.title ? 'The service behind this step' : tool.name
  return new ToolFailure(`${subject} did not answer within ${seconds} seconds.`)
}
