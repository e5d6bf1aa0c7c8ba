import { existsSync } from 'node:fs'
import { join } from 'node:path'

type Part = { type: string; text?: string }
export type AskedBody = {
  messages: { role: string; content?: string | Part[] | null; tool_call_id?: string; tool_calls?: { id: string }[] }[]
  tools?: { function: { name: string } }[]
  tool_choice?: unknown
}
type Reply =
  | { content?: string; reasoning?: string; toolCalls?: { name: string; arguments: object }[] }
  | { error: { message: string; type: string }; status: number }
/** `latency` is milliseconds between pieces of `chunkSize` characters. */
type Pace = { latency?: number; chunkSize?: number; truncateAfterChunks?: number }
type Match = { userMessage?: string | RegExp; hasToolResult?: boolean; predicate?: (body: AskedBody) => boolean }

/** As much of `LLMock` as is used here; its package is not among ours. */
export type Aimock = {
  url: string
  start(): Promise<unknown>
  stop(): Promise<unknown>
  /** The first that fits is what it says. */
  on(match: Match, reply: Reply, pace?: Pace): Aimock
  clearFixtures(): Aimock
  onTurn(turn: number, question: RegExp, reply: Reply, pace?: Pace): Aimock
  /** What it was asked, in order, in the words of chat completions, whatever format it came in. */
  getRequests(): { path: string; body: AskedBody }[]
  clearRequests(): void
}

const installed = join(import.meta.dirname, '../second-mock/node_modules/@copilotkit/aimock/dist/index.js')

/** `npm test` installs it; where only Vitest is run it may be missing, and what needs it is left out. */
export const hasAimock = existsSync(installed)

/** A mock of providers that is not ours, so that a misreading of ours is not in both; and how an app is set up with it. */
export async function startAimock(options: { chunkSize?: number } = {}): Promise<{
  mock: Aimock
  /** In OpenAI's format. */
  environment: Record<string, string>
}> {
  const { LLMock }: { LLMock: new (options: { port: number; chunkSize?: number }) => Aimock } = await import(installed)
  const mock = new LLMock({ port: 0, ...options })
  await mock.start()
  return { mock, environment: { OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_API_KEY: 'mock', MODEL: 'test-model' } }
}

/** The text of a message, in whichever form it was sent. */
export const textOf = (message: AskedBody['messages'][number] | undefined): string =>
  typeof message?.content === 'string' ? message.content : (message?.content ?? []).map(({ text = '' }) => text).join('')
