/**
 * What the test model answers, as plain data: small helpers that build one another, so that a test reads as the story
 * (`join(think('Two sums.'), callTools([…]))`) and the same data can be posted to an upstream in another process.
 */
export type Reply = StreamReply | StatusReply

/** An answer with a status and a body, and no stream. */
export type StatusReply = { status: number; headers: Record<string, string>; body: string }

/** A `text/event-stream` answer: its parts in order, then a finish reason (unless `null`), the usage if asked for, and `[DONE]`. */
export type StreamReply = {
  parts: Part[]
  /** `null`: none is sent. */
  finish: string | null
  /** False: the body just ends, as of a server that was killed politely. */
  done: boolean
  framing: Framing
}

/** How the bytes leave. `tokensPerSecond` 0 is as fast as the reader reads. */
export type Framing = { lineEnd: '\n' | '\r\n'; bytes: 'frame' | 'one-at-a-time'; tokensPerSecond: number }

export type Part =
  | { type: 'delta'; delta: Delta }
  /** Bytes as they stand: comments, broken JSON, whatever a server might send. */
  | { type: 'raw'; text: string }
  /** A finish reason where it is not the last thing that comes. */
  | { type: 'finish'; reason: string }
  /** Holds the stream until the test opens the gate. */
  | { type: 'gate'; name: string }
  | { type: 'pause'; ms: number }
  /** The socket is destroyed. */
  | { type: 'drop' }
  /** Silence, with the connection open, until the client leaves. */
  | { type: 'stall' }
  | { type: 'forever'; parts: Part[] }

/** The `delta` of a `chat.completion.chunk`. `reasoning_content` is what DeepSeek, vLLM and others call thinking. */
export type Delta = {
  role?: 'assistant'
  content?: string
  reasoning_content?: string
  refusal?: string
  tool_calls?: ToolCallDelta[]
}
export type ToolCallDelta = {
  /** Some servers leave it out. */
  index?: number
  id?: string
  type?: 'function'
  function: { name?: string; arguments: string }
}

/** A call to script: `args` as text is sent as it stands, so that it may be cut short or wrong. */
export type ScriptedCall = { name: string; args: object | string; id?: string }

/** Text, word by word, or in that number of `tokens`. */
export const say = (text: string, options: { tokens?: number } = {}): StreamReply =>
  stream(piecesOf(text, options.tokens).map((content) => ({ type: 'delta', delta: { content } })))

/** Thinking aloud, which comes before an answer or calls: `join(think('…'), say('…'))`. */
export const think = (text: string): StreamReply =>
  stream(piecesOf(text).map((reasoning_content) => ({ type: 'delta', delta: { reasoning_content } })))

/**
 * Tool calls of one turn: each named first, then its arguments in pieces of `fragment` characters.
 * `interleaved` writes them in turns, as a few servers do; else one after the other.
 */
export function callTools(calls: ScriptedCall[], options: { interleaved?: boolean; fragment?: number } = {}): StreamReply {
  const written = calls.map((call, index) => callParts(call, index, options.fragment ?? 4))
  return { ...stream(options.interleaved ? roundRobin(written) : written.flat()), finish: 'tool_calls' }
}

/** The call that ends a run: its `answer` is the prose. */
export const finalAnswer = (answer: string, toolsUsed: string[] = [], options: { fragment?: number } = {}): StreamReply =>
  callTools([{ name: 'final_answer', args: { answer, tools_used: toolsUsed } }], options)

/** Several as one stream; it ends as the last of them ends. Tool calls are numbered through. */
export function join(...replies: [StreamReply, ...StreamReply[]]): StreamReply {
  const parts: Part[] = []
  let calls = 0
  for (const reply of replies) {
    parts.push(...reply.parts.map((part) => shiftCalls(part, calls)))
    calls += reply.parts.filter((part) => callNamed(part)).length
  }
  const last = replies.at(-1) ?? replies[0]
  const finish = calls > 0 && last.finish === 'stop' ? 'tool_calls' : last.finish
  return { ...last, parts, finish }
}

let gates = 0

/** Holds the stream where it stands in a {@link join}, until `upstream.open(gate)`; `upstream.reached(gate)` waits for the stream to get there. */
export const gate = (name = `gate-${process.pid}-${++gates}`): StreamReply & { name: string } => ({
  ...stream([{ type: 'gate', name }]),
  name,
})

/** The same answer at `tokensPerSecond`, by timers. */
export const slow = (tokensPerSecond: number, reply: StreamReply): StreamReply => framed(reply, { tokensPerSecond })

/** Each byte is a write of its own, so that characters and frames arrive cut. */
export const bytesOneAtATime = (reply: StreamReply): StreamReply => framed(reply, { bytes: 'one-at-a-time' })

/** Lines end in CR LF, which the format allows. */
export const crlf = (reply: StreamReply): StreamReply => framed(reply, { lineEnd: '\r\n' })

/** A stream of these parts that ends well. */
export const stream = (parts: Part[]): StreamReply => ({
  parts,
  finish: 'stop',
  done: true,
  framing: { lineEnd: '\n', bytes: 'frame', tokensPerSecond: 0 },
})

/** Deltas as some server really sends them, whatever is in them. */
export const deltas = (...sent: object[]): StreamReply => stream(sent.map((delta) => ({ type: 'delta', delta: delta as Delta })))

const framed = (reply: StreamReply, framing: Partial<Framing>): StreamReply => ({
  ...reply,
  framing: { ...reply.framing, ...framing },
})

/** About one word a piece with its leading space, as tokenizers have it; or `count` pieces of whole code points. */
function piecesOf(text: string, count?: number): string[] {
  if (count === undefined) return text.match(/\s*\S+|\s+$/g) ?? []
  const characters = [...text]
  const size = Math.max(1, Math.ceil(characters.length / count))
  return slices(characters, size).map((slice) => slice.join(''))
}

function callParts({ name, args, id }: ScriptedCall, index: number, fragment: number): Part[] {
  const text = typeof args === 'string' ? args : JSON.stringify(args)
  const named: ToolCallDelta = { index, id: id ?? newCallId(), type: 'function', function: { name, arguments: '' } }
  const fragments = slices([...text], fragment).map((slice) => ({ index, function: { arguments: slice.join('') } }))
  return [named, ...fragments].map((call) => ({ type: 'delta', delta: { tool_calls: [call] } }))
}

let callIds = 0
const newCallId = (): string => `call_${(++callIds).toString(36).padStart(8, '0')}`

const slices = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size))

const roundRobin = <T>(lists: T[][]): T[] => {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, n) => lists.flatMap((list) => list.slice(n, n + 1))).flat()
}

const callNamed = (part: Part): boolean =>
  part.type === 'delta' && (part.delta.tool_calls?.some((call) => call.function.name !== undefined) ?? false)

function shiftCalls(part: Part, by: number): Part {
  if (by === 0 || part.type !== 'delta' || !part.delta.tool_calls) return part
  const tool_calls = part.delta.tool_calls.map((call) => ({ ...call, index: (call.index ?? 0) + by }))
  return { ...part, delta: { ...part.delta, tool_calls } }
}
