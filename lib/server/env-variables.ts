import { z } from 'zod'
import { type SearchName, searchNames } from '@/lib/agent/tools/search/found'
import {
  anyText,
  apiKey,
  certificate,
  databaseAddress,
  hasPorts,
  headers,
  onOrOff,
  trueOrFalse,
  webAddress,
  whole,
  wikipediaAddress,
} from './env-values'

const variables = z.object({
  PORT: whole(0, 65_535),
  HOSTNAME: anyText,
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'a host name or an IP address')
    .optional(),
  DATA_DIR: anyText,
  DATABASE_URL: databaseAddress,
  DATABASE_URL_UNPOOLED: databaseAddress,
  POSTGRES_URL: databaseAddress,
  POSTGRES_URL_NON_POOLING: databaseAddress,
  DATABASE_CA: certificate,
  DATABASE_POOL_SIZE: whole(1, 1000),
  DATABASE_CONNECT_SECONDS: whole(1, 300),
  DATABASE_IDLE_SECONDS: whole(1, 86_400),
  DATABASE_LISTEN: onOrOff,
  DATABASE_MIGRATE: onOrOff,
  VISITOR_SECRET: z
    .string()
    .regex(
      /^\s*[\x21-\x2b\x2d-\x7e]{32,}\s*(,\s*[\x21-\x2b\x2d-\x7e]{32,}\s*)*$/,
      'at least 32 characters without spaces; several with commas between them',
    )
    .optional(),
  MODEL: anyText,
  MODELS: anyText,
  EMBEDDINGS: anyText,
  MODEL_IMAGES: onOrOff,
  OPENAI_API_KEY: apiKey,
  OPENAI_BASE_URL: webAddress,
  OPENAI_HEADERS: headers,
  DISCOVER: z
    .string()
    .regex(/^(on|off|\d{1,5}(\s*,\s*\d{1,5})*)$/, '"on", "off", or ports with commas between them')
    .refine((text) => hasPorts(text), 'ports from 1 to 65,535')
    .optional(),
  VISITOR_KEYS: onOrOff,
  SEARCH: z
    .string()
    .transform((text, { addIssue }): SearchName[] => {
      const names = text.split(/[\s,]+/).map((word) => searchNames.find((name) => name === word))
      if (names.every((name) => name !== undefined)) return names
      addIssue(`one or more of ${searchNames.join(', ')}, with commas between them`)
      return []
    })
    .optional(),
  TAVILY_API_KEY: apiKey,
  TAVILY_BASE_URL: webAddress,
  EXA_API_KEY: apiKey,
  EXA_BASE_URL: webAddress,
  BRAVE_SEARCH_API_KEY: apiKey,
  BRAVE_SEARCH_BASE_URL: webAddress,
  SERPER_API_KEY: apiKey,
  SERPER_BASE_URL: webAddress,
  SEARXNG_URL: webAddress,
  WIKIPEDIA_BASE_URL: wikipediaAddress,
  READ_PAGES: onOrOff,
  FETCH_ALLOW: z
    .string()
    .regex(
      /^([\w-][\w.-]*|\[[\da-f:]+\])(:\d{1,5})?([\s,]+([\w-][\w.-]*|\[[\da-f:]+\])(:\d{1,5})?)*$/i,
      'names of hosts, each with its port where that is not 80 or 443, with commas between them',
    )
    .refine((text) => hasPorts(text, ':'), 'names of hosts with ports from 1 to 65,535')
    .transform((text) => text.split(/[\s,]+/))
    .optional(),
  FETCH_CONTACT: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'an address or an e-mail address without spaces')
    .optional(),
  DEMO_TOKENS_PER_SECOND: whole(0, 100_000),
  RUNS_PER_HOUR: whole(0, 1_000_000),
  CONCURRENT_RUNS: whole(0, 100_000),
  RUN_DEADLINE_SECONDS: whole(1, 86_400),
  FIRST_TOKEN_SECONDS: whole(1, 86_400),
  SILENCE_SECONDS: whole(1, 86_400),
  MAX_TURNS: whole(1, 100),
  FOLLOW_UPS: onOrOff,
  THOROUGH_TURNS: whole(2, 100),
  THOROUGH_DEADLINE_SECONDS: whole(1, 86_400),
  THOROUGH_CONTEXT_TOKENS: whole(1000, 10_000_000),
  HISTORY_TOKENS: whole(0, 1_000_000),
  SEARCH_RESULTS: whole(1, 20),
  SEARCH_SECONDS: whole(1, 120),
  DOCUMENTS: onOrOff,
  DOCUMENTS_MB: whole(1, 1_000_000),
  UPLOADS_PER_HOUR: whole(0, 1_000_000),
  MAX_OUTPUT_TOKENS: whole(100, 1_000_000),
  TRUSTED_HOPS: whole(0, 10),
  ALLOWED_HOSTS: z
    .string()
    .regex(
      /^(\*|((\*\.)?[\w-][\w.-]*|\[[\da-f:]+\])(\s*,\s*((\*\.)?[\w-][\w.-]*|\[[\da-f:]+\]))*)$/i,
      'names without a port, with commas between them, or * for any name',
    )
    .optional(),
  CORS_ORIGINS: z
    .string()
    .regex(
      /^(\*|https?:\/\/[\w.:[\]-]+)([\s,]+https?:\/\/[\w.:[\]-]+)*$/,
      '"*", or addresses such as https://app.example without a path',
    )
    .transform((text, { addIssue }) => {
      const origins = text.split(/[\s,]+/)
      if (!origins.every((each) => each === '*' || URL.canParse(each))) addIssue('addresses with ports from 1 to 65,535')
      // As browsers write them: in small letters, and without the usual port.
      return origins.map((each) => (URL.canParse(each) ? new URL(each).origin : each))
    })
    .optional(),
  LANGSMITH_TRACING: trueOrFalse,
  LANGSMITH_TRACING_V2: trueOrFalse,
  LANGCHAIN_TRACING: trueOrFalse,
  LANGCHAIN_TRACING_V2: trueOrFalse,
  LANGSMITH_API_KEY: anyText,
  LANGCHAIN_API_KEY: anyText,
  VERCEL: anyText,
  AWS_LAMBDA_FUNCTION_NAME: anyText,
})

/** What is set, each variable with its own type: numbers are numbers. */
export type Variables = z.infer<typeof variables>

/** All that can be set. */
export const variableNames: readonly string[] = Object.keys(variables.shape)

/** Throws an `Error` of one sentence that names the variable and says what would be right. Blank counts as not set. */
export function parseVariables(record: Record<string, string | undefined>): Variables {
  const set = Object.entries(record).filter(([, value]) => value?.trim())
  const parsed = variables.safeParse(Object.fromEntries(set.map(([name, value]) => [name, value?.trim()])))
  if (!parsed.success) throw new Error(toSentence(parsed.error, record))
  return parsed.data
}

/** A key is never repeated, not even a wrong one; nor is an address, which may hold a password. */
function toSentence(error: z.ZodError, record: Record<string, string | undefined>): string {
  const issue = error.issues[0]
  const name = String(issue?.path[0])
  return `${name} must be ${issue?.message}${/_(KEY|URL|URL_UNPOOLED|URL_NON_POOLING|SECRET|HEADERS|CA)$/.test(name) ? '' : `, not "${record[name]?.trim()}"`}.`
}

/** Keys, tokens and passwords among the variables, which are hidden wherever a text leaves the process. */
export const secretsIn = (record: Record<string, string | undefined>): string[] =>
  Object.entries(record).flatMap(([name, value = '']) => {
    if (name === 'OPENAI_HEADERS') return secretHeaders(value)
    return /KEY|TOKEN|SECRET|PASSWORD/.test(name) && !/PER_SECOND|MAX_/.test(name) ? [value.trim()] : []
  })

/** The values of those headers, as lines or as JSON, that let somebody in; a title or a team is no secret. */
const secretHeaders = (text: string): string[] =>
  [
    ...text.matchAll(/[\w-]*(?:key|token|auth|secret|cookie)[\w-]*"?\s*:\s*"?(?:(?:Bearer|Basic)\s+)?((?:(?!\\n)[^"\r\n])+)/gi),
  ].map(([, value = '']) => value.trim())
