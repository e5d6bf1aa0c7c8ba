import { existsSync } from 'node:fs'
import { join } from 'node:path'

type Part = { type: string; text?: string }
export type AskedBody = {
  messages: { role: string; content?: string | Part[] | null }[]
  tools?: { function: { name: string } }[]
  tool_choice?: unknown
}
type Reply = { content?: string; reasoning?: string; toolCalls?: { name: string; arguments: object }[] }
type Match = { userMessage?: string | RegExp; hasToolResult?: boolean; predicate?: (body: AskedBody) => boolean }

/** As much of `LLMock` as is used here; its package is not among ours. */
export type Aimock = {
  url: string
  start(): Promise<unknown>
  stop(): Promise<unknown>
  /** The first that fits is what it says; `latency` is milliseconds between pieces of `chunkSize` characters. */
  on(match: Match, reply: Reply, pace?: { latency: number; chunkSize: number }): Aimock
  clearFixtures(): Aimock
  onTurn(turn: number, question: RegExp, reply: Reply): Aimock
  /** What it was asked, in order. */
  getRequests(): { body: AskedBody }[]
}

const installed = join(import.meta.dirname, '../second-mock/node_modules/@copilotkit/aimock/dist/index.js')

/** `npm test` installs it; where only Vitest is run it may be missing, and what needs it is left out. */
export const hasAimock = existsSync(installed)

/** A mock of OpenAI's format that is not ours, so that a misreading of ours is not in both; and how an app is set up with it. */
export async function startAimock(): Promise<{ mock: Aimock; environment: Record<string, string> }> {
  const { LLMock }: { LLMock: new (options: { port: number }) => Aimock } = await import(installed)
  const mock = new LLMock({ port: 0 })
  await mock.start()
  return { mock, environment: { OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_API_KEY: 'mock', MODEL: 'test-model' } }
}

/** The text of a message, in whichever form it was sent. */
export const textOf = (message: AskedBody['messages'][number] | undefined): string =>
  typeof message?.content === 'string' ? message.content : (message?.content ?? []).map(({ text = '' }) => text).join('')
