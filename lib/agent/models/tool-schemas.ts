import type { OpenAIClient } from '@langchain/openai'
import { isRecord } from '@/lib/protocol/is-record'

type Tool = OpenAIClient.Chat.Completions.ChatCompletionTool
type Schema = Record<string, unknown>

/**
 * Tools with their parameters as a server takes them. `$schema` says nothing that any of them needs, and is always left out.
 * Where `rich` is false only the keywords stay that all servers know (those of OpenAPI 3.0): references are put in place,
 * and what cannot be said so is left to the tool, which checks its arguments anyway.
 */
export const toToolSchemas = (tools: Tool[], { rich }: { rich: boolean }): Tool[] =>
  tools.map((tool) => {
    if (tool.type !== 'function' || !tool.function.parameters) return tool
    return { ...tool, function: { ...tool.function, parameters: toParameters(tool.function.parameters, { rich }) } }
  })

/** The schema of one tool. */
export function toParameters({ $schema: _, ...parameters }: Schema, { rich }: { rich: boolean }): Schema {
  return rich ? parameters : toPlainSchema(parameters)
}

const plainKeywords = ['description', 'enum', 'required', 'minimum', 'maximum', 'minItems', 'maxItems']
/** Schemas that refer to themselves are followed so far. */
const maxDepth = 8

/** Exported for its test. */
export function toPlainSchema(schema: Schema, definitions: Schema = definitionsOf(schema), depth = 0): Schema {
  if (depth > maxDepth) return {}
  const inner = (value: unknown): Schema => (isRecord(value) ? toPlainSchema(value, definitions, depth + 1) : {})
  const reference = schema['$ref']
  if (typeof reference === 'string') return inner(definitions[reference.slice(reference.lastIndexOf('/') + 1)])
  const plain: Schema = Object.fromEntries(plainKeywords.flatMap((name) => (name in schema ? [[name, schema[name]]] : [])))
  const { type, properties, items, const: only } = schema
  // `["string", "null"]` is a string that may be left out.
  const named = Array.isArray(type) ? type.find((name) => name !== 'null') : type
  if (named !== undefined) plain['type'] = named
  if (only !== undefined) plain['enum'] = [only]
  if (isRecord(properties)) {
    plain['properties'] = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)]))
  }
  if (isRecord(items)) plain['items'] = inner(items)
  // Of several forms the first is asked for; the tool takes the others all the same.
  const choice = [schema['anyOf'], schema['oneOf'], schema['allOf']].find(Array.isArray)?.find(isNotNull)
  return choice === undefined ? plain : { ...inner(choice), ...plain }
}

const isNotNull = (schema: unknown): boolean => isRecord(schema) && schema['type'] !== 'null'

/** The schemas that may be referred to, by the last part of the reference; `#` is the schema itself. */
const definitionsOf = (schema: Schema): Schema => ({
  '#': schema,
  ...(isRecord(schema['definitions']) && schema['definitions']),
  ...(isRecord(schema['$defs']) && schema['$defs']),
})
