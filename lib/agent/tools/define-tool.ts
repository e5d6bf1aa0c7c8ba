import { tool as langchainTool, type StructuredToolInterface } from '@langchain/core/tools'
import type { z } from 'zod'
import type { Source, ToolEffects, ToolIconName, ToolWords } from '@/lib/protocol/event'
import { checkValue, toFieldName } from '@/lib/protocol/format-issue'

/** What a tool gives back: `content` goes to the model, the rest to the screen. */
export type ToolResult = {
  /** The text the model reads. */
  content: string
  /** A few words beside the title: "3 sources". Shown only with a `title`. */
  summary?: string
  /** The result as JSON text, where it has a short or structured form: `"20"`, `"[{…}]"`. Text, so that no digit is lost. */
  value?: string
  /** Not numbered yet: the run numbers them by address and replaces `[#1]`, `[#2]` … in `content` by those numbers. */
  sources?: Omit<Source, 'n'>[]
}

/** What a tool is given with its arguments. */
export type ToolContext = {
  /** Aborted by Stop, by the tool's time limit and by the run's deadline. */
  signal: AbortSignal
  /** Says what the tool does now: "Reading 1 of 3". It is written to the log as an event, until the tool has ended. */
  progress: (words: string) => void
  now: () => number
  /**
   * A web address as the person or an earlier result has written it. In a chat with files `undefined` for one that neither has named, which
   * may not be asked for; in others that is given back as it is.
   */
  findAddress?: (address: string) => string | undefined
}

/** A tool as its author writes it. `input` is a Zod schema of an object; the model sees it as JSON Schema. */
export type ToolDefinition<Schema extends z.ZodObject = z.ZodObject> = {
  name: string
  /**
   * Without a title the row shows the call itself: `add(x: 10, y: 10) = 20`. With one, and with sources in its results, the step is drawn
   * as a search.
   */
  title?: { todo: string; running: string; done: string }
  icon: ToolIconName
  /**
   * Singular and plural, for "2 searches, 1 sum". With a title `search` and `reading` also say how a row is drawn while the call runs: with
   * its query, or with the addresses that it opens (`lib/run-view/is-search.ts`).
   */
  noun: [string, string]
  /** What the model is told. */
  description: string
  input: Schema
  effects: ToolEffects
  /** Its arguments and results are for the person who asked, and left out of what is shared by a link. */
  private?: true
  timeoutMs: number
  /** How often a run may call it. */
  maxCalls?: number
  /** Loads ahead what the first call would otherwise wait for: a module, an index. */
  prepare?: () => unknown
  /** Throws a `ToolFailure` with a sentence for a person; anything else thrown is shown as "failed". */
  run(input: z.infer<Schema>, context: ToolContext): Promise<ToolResult>
}

/** A tool as the executor sees it: its input type has been checked by `parse` before `run`. */
export type Tool = {
  name: string
  words: ToolWords
  timeoutMs: number
  maxCalls?: number
  /** May be called at any time, and fails in silence: a first call that needs the same thing says what is wrong. */
  prepare: () => Promise<void>
  /** For `model.bindTools`. */
  binding: StructuredToolInterface
  /** Checks parsed JSON arguments (numbers may be `LosslessNumber`s turned to text). Throws `ToolFailure` naming the argument. */
  start(args: unknown, context: ToolContext): Promise<ToolResult>
}

/** A tool failed in a way that we can put in a sentence. `refused` when its arguments were at fault, so that the model may mend them. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure'
  readonly refused: boolean
  /** What the model reads in place of the sentence for a person. */
  readonly forModel: string | undefined

  constructor(message: string, options: { cause?: unknown; refused?: boolean; forModel?: string } = {}) {
    super(message, { cause: options.cause })
    this.refused = options.refused ?? false
    this.forModel = options.forModel
  }

  /** Next bundles pages and routes apart, so this class can exist twice in one process; a failure of either is one. */
  static override [Symbol.hasInstance](value: unknown): value is ToolFailure {
    return value instanceof Error && value.name === 'ToolFailure'
  }
}

/** Everything the app must know of a tool, in one call. */
export function defineTool<Schema extends z.ZodObject>(definition: ToolDefinition<Schema>): Tool {
  const { name, description, input, icon, noun, effects, title, timeoutMs } = definition
  return {
    name,
    timeoutMs,
    ...(definition.maxCalls !== undefined && { maxCalls: definition.maxCalls }),
    async prepare() {
      try {
        await definition.prepare?.()
      } catch {
        // Said by the first call.
      }
    },
    words: { icon, noun, effects, ...(title && { title }), ...(definition.private && { private: true }) },
    binding: langchainTool(() => '', { name, description, schema: input }),
    async start(args, context) {
      const { data, issue } = checkValue(input, args)
      if (issue) {
        const where = toFieldName(issue.path)
        const why = where ? `"${where} ${issue.words}"` : `they ${issue.words}`
        throw new ToolFailure(`The tool could not use these arguments: ${why}.`, { refused: true })
      }
      return definition.run(data, context)
    },
  }
}
