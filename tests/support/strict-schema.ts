import { AgentCapabilitiesSchema, EventSchema } from '@ag-ui/core/schemas'
import { z } from 'zod'

/** The protocol's own schema of an event, which also refuses what it does not declare: its validators pass over that. */
export const strictEvent = (): z.ZodType => {
  known ??= toStrict(EventSchema as unknown as z.ZodType)
  return known
}
let known: z.ZodType | undefined

/** As `strictEvent`, of what an agent says that it can do. */
export const strictCapabilities = (): z.ZodType => toStrict(AgentCapabilitiesSchema as unknown as z.ZodType)

function toStrict(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return toStrict(schema.unwrap() as z.ZodType).optional()
  if (schema instanceof z.ZodNullable) return toStrict(schema.unwrap() as z.ZodType).nullable()
  if (schema instanceof z.ZodDefault) return toStrict(schema.unwrap() as z.ZodType).optional()
  if (schema instanceof z.ZodArray) return z.array(toStrict(schema.element as z.ZodType))
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map((option) => toStrict(option as z.ZodType)) as [z.ZodType])
  if (!(schema instanceof z.ZodObject)) return schema
  const shape = Object.entries(schema.shape).map(([key, value]) => [key, toStrict(value as z.ZodType)] as const)
  return z.strictObject(Object.fromEntries(shape))
}
