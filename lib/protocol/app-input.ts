import { z } from 'zod'
import { bytesOf, cleanText, largeField, readField, wrongField } from './read-field'

/** A tool of the app through which a person asks: the model may call it, and the app answers in its next request. */
export type AppTool = { name: string; description: string /** JSON Schema of an object. */; parameters: Record<string, unknown> }

/** What an app sends beside the conversation. */
export type AppInput = {
  tools: AppTool[]
  context: { description: string; value: string }[]
  /** The state of the app, as JSON. */
  state?: string
  /** The one of its tools that is to be called, and nothing else: it wants that call and no chat. */
  chosen?: string
}

const maxTools = 64
const maxBytes = 64 * 1024

/** Reads it. Throws `bad-request` or `too-large` naming the field; what cannot be done here is refused and not passed over. */
export function readAppInput({ tools, context, state, resume, toolChoice }: Record<string, unknown>): AppInput | undefined {
  if (Array.isArray(resume) ? resume.length > 0 : resume !== undefined && resume !== null)
    throw wrongField(['resume'], 'cannot be taken: this agent never interrupts a run, so there is nothing to resume')
  const read = {
    tools: readField(toolList, tools ?? [], ['tools']).map(({ name, description, parameters }) => ({
      name,
      description: cleanText(description),
      parameters: parameters ?? { type: 'object', properties: {} },
    })),
    context: readField(contextList, context ?? [], ['context']).map(({ description, value }) => ({
      description: cleanText(description),
      value: cleanText(value),
    })),
  }
  const twice = read.tools.findIndex(({ name }, index) => read.tools.findIndex((tool) => tool.name === name) < index)
  if (twice >= 0) throw wrongField(['tools', twice, 'name'], 'stands there twice')
  const stateText = isNothing(state) ? undefined : JSON.stringify(state)
  for (const [field, told] of Object.entries({ ...read, state: stateText ?? '' }))
    if (bytesOf(JSON.stringify(told)) > maxBytes) throw largeField([field], `is longer than ${maxBytes / 1024} KiB`)
  if (read.tools.length === 0 && read.context.length === 0 && stateText === undefined) return undefined
  const chosen = read.tools.find(({ name }) => name === choice.safeParse(toolChoice).data?.function.name)?.name
  return {
    ...read,
    ...(stateText !== undefined && { state: stateText.toWellFormed() }),
    ...(chosen !== undefined && { chosen }),
  }
}

/** The choice of a tool as OpenAI's format has it, in which CopilotKit forwards it. */
const choice = z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) })

/** Official clients send an empty state where an app has none. */
const isNothing = (state: unknown): boolean =>
  state === undefined || state === null || (typeof state === 'object' && Object.keys(state).length === 0)

const text = z.string('must be text')
const toolList = z
  .array(
    z.object(
      {
        name: text.regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "-" or "_"'),
        description: text.default(''),
        parameters: z
          .looseObject({ type: z.literal('object', 'must be "object"') }, 'must be a JSON Schema of an object')
          .nullish(),
      },
      'must be a tool',
    ),
    'must be a list',
  )
  .max(maxTools, `must be at most ${maxTools} tools`)
const contextList = z.array(
  z.object({ description: text, value: text }, 'must be an object with description and value'),
  'must be a list',
)
