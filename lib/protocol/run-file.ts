import { joinBranchPoint } from './branch-point'
import { branchPointField } from './branch-point-field'
import { AppError } from './error'
import type { NumberedEvent, RunEventOf, RunEventType } from './event'
import { checkValue, toFieldName } from './format-issue'
import { RunOrder } from './order'
import { runModes } from './run-mode'
import { z } from './zod'

/** A saved run: its events as JSON, one a line. */
export const maxRunFileBytes = 64 * 1024 * 1024
const maxLines = 500_000
/** More rows than any run of ours has, and than a page draws in good time. */
const maxCalls = 2_000
/** What a `Date` can hold. */
const maxTimestamp = 8.64e15

/**
 * The events of a saved run, each checked in its shape and its place; before them those of the runs whose steps it goes on from,
 * where it has any. A run that was saved before it ended is taken as
 * far as it goes. Throws `too-large`, or `bad-request` with a sentence that says which line is broken, and how.
 */
export function parseRunFile(text: string): NumberedEvent[] {
  if (text.length > maxRunFileBytes) throw runFileTooLarge()
  const events: NumberedEvent[] = []
  let order = new RunOrder()
  const runs = new Set<string>()
  let number = 0
  let calls = 0
  let last = { seq: 0, timestamp: 0 }
  for (const line of linesOf(text)) {
    number += 1
    if (number > maxLines) throw runFileTooLarge()
    if (line.trim() === '') continue
    const event = parseLine(line, number)
    if (event.type === 'RUN_STARTED' && !runs.has(event.runId)) {
      // Another run: its numbers and its clock are its own.
      runs.add(event.runId)
      order = new RunOrder()
      last = { seq: 0, timestamp: 0 }
    }
    if (event.seq <= last.seq) throw broken(number, `its seq is ${event.seq}, after ${last.seq}`)
    if (event.timestamp < last.timestamp) throw broken(number, 'its timestamp is before that of the line above')
    try {
      order.accept(event, event.timestamp)
    } catch (cause) {
      throw broken(number, `${event.type} cannot stand here`, cause)
    }
    if (event.type === 'TOOL_CALL_START') calls += 1
    if (calls > maxCalls) throw broken(number, `it is one tool call more than the ${maxCalls} that can be shown`)
    events.push(event)
    last = event
  }
  if (events.length === 0) throw new AppError('bad-request', { message: 'The file has no events.' })
  return events
}

function* linesOf(text: string): Generator<string, void> {
  for (let from = text.startsWith('\uFEFF') ? 1 : 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    yield end < 0 ? text.slice(from) : text.slice(from, end)
    from = end < 0 ? text.length : end + 1
  }
}

function parseLine(line: string, number: number): NumberedEvent {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw broken(number, 'it is not valid JSON', cause)
  }
  const { data, issue } = checkValue(numberedEvent, value)
  // The schema knows ids as text; that they are ours is what the brands of `NumberedEvent` say.
  if (!issue) return data as NumberedEvent
  const field = toFieldName(issue.path)
  throw broken(number, field === '' || field === 'type' ? 'it is not an event of a run' : `its ${field} ${issue.words}`)
}

const broken = (line: number, how: string, cause?: unknown): AppError =>
  new AppError('bad-request', { message: `Line ${line} of the file is broken: ${how}.`, cause })

/** Thrown of a file before it is read, where its size says enough. */
export const runFileTooLarge = (): AppError => new AppError('too-large', { message: tooLarge })

const tooLarge = `The file is larger than a saved run can be (${maxRunFileBytes / 1024 / 1024} MiB, ${maxLines.toLocaleString('en')} lines).`

const text = z.string('must be text')
const id = text.min(1, 'must not be empty').max(1000, 'is too long')
const count = z.number('must be a number').int('must be a whole number').min(0, 'must not be negative')
const delta = text.min(1, 'must not be empty')
const usage = z.array(z.looseObject({}, 'must be an object'), 'must be a list')
const flag = z.boolean('must be true or false')
/** Far above what a result of ours has. */
const maxPassages = 1000

const numbering = {
  seq: count.min(1, 'must be at least 1'),
  timestamp: count.max(maxTimestamp, 'is no moment in time'),
}
const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.looseObject({ type: z.literal(type), ...numbering, ...shape })

const model = z.looseObject({ id: text, label: text }, 'must be an object')
const hash = text.regex(/^(?:page=\d{1,9}|lines=\d{1,9}-\d{1,9})$/, 'must be page=4 or lines=12-30')
const passage = z.looseObject({ text, place: text.optional(), hash: hash.optional() }, 'must be an object')
const source = z.looseObject(
  {
    n: count,
    url: text,
    title: text,
    passage: text,
    date: z.iso.date('must be a day as 2026-05-01').optional(),
    isOpened: z.literal(true, 'must be true').optional(),
    passages: z.array(passage, 'must be a list').max(maxPassages, `must have at most ${maxPassages} parts`).optional(),
  },
  'must be an object',
)
const askedFile = z.looseObject(
  { id: id.optional(), name: text, type: text, size: count, pages: count.optional() },
  'must be an object',
)
const message = z.looseObject({ id, role: z.literal('user', 'must be "user"'), content: text }, 'must be a message')

const appAnswer = z.looseObject(
  { id, role: z.literal('tool', 'must be "tool"'), toolCallId: id, content: text, error: text.optional() },
  'must be a message',
)

/** What a `CUSTOM` event holds depends on its name. */
const customEvent = z.discriminatedUnion(
  'name',
  [
    event('CUSTOM', {
      name: z.literal('unfold.notice'),
      value: z.looseObject(
        { code: text, message: text, retryInMs: z.number('must be a number').optional() },
        'must be an object',
      ),
    }),
  ],
  'is not known',
)

const numberedEvent = z.discriminatedUnion('type', [
  event('RUN_STARTED', {
    threadId: id,
    runId: id,
    input: z.looseObject({ messages: z.tuple([message], 'must hold the question').rest(appAnswer) }, 'must be an object'),
    metadata: z.preprocess(
      joinBranchPoint,
      z.looseObject(
        {
          model,
          from: branchPointField.optional(),
          mode: z.enum(runModes, 'is not known').optional(),
          deadlineMs: count,
          outlivesConnection: flag,
          files: z.array(askedFile, 'must be a list').optional(),
        },
        'must be an object',
      ),
    ),
  }),
  event('STEP_STARTED', { stepName: id }),
  event('STEP_FINISHED', { stepName: id, metadata: z.looseObject({ usage: z.looseObject({}) }).optional() }),
  event('REASONING_START', { messageId: id }),
  event('REASONING_MESSAGE_START', { messageId: id }),
  event('REASONING_MESSAGE_CONTENT', { messageId: id, delta }),
  event('REASONING_MESSAGE_END', { messageId: id }),
  event('REASONING_END', { messageId: id }),
  event('REASONING_ENCRYPTED_VALUE', {
    subtype: z.enum(['message', 'tool-call'], 'is not known'),
    entityId: id,
    encryptedValue: text,
  }),
  event('TEXT_MESSAGE_START', {
    messageId: id,
    metadata: z.looseObject({ kind: z.enum(['answer', 'prose'], 'must be "answer" or "prose"') }, 'must be an object'),
  }),
  event('TEXT_MESSAGE_CONTENT', { messageId: id, delta }),
  event('TEXT_MESSAGE_END', { messageId: id }),
  event('TOOL_CALL_START', {
    toolCallId: id,
    toolCallName: text.max(1000, 'is too long'),
    metadata: z.looseObject(
      {
        title: z.looseObject({ todo: text, running: text, done: text }, 'must be an object').optional(),
        icon: z.enum(['sum', 'globe', 'clock', 'database', 'mail', 'list', 'file', 'tool'], 'is not known'),
        noun: z.tuple([text, text], 'must be two words'),
        effects: z.enum(['none', 'external'], 'must be "none" or "external"'),
        private: z.literal(true, 'must be true').optional(),
      },
      'must be an object',
    ),
  }),
  event('TOOL_CALL_ARGS', { toolCallId: id, delta }),
  event('TOOL_CALL_END', { toolCallId: id }),
  event('ACTIVITY_SNAPSHOT', {
    messageId: id,
    content: z.looseObject(
      {
        toolCallId: id,
        state: z.enum(['queued', 'running', 'ended'], 'must be "queued", "running" or "ended"'),
        words: text.optional(),
      },
      'must be an object',
    ),
  }),
  event('TOOL_CALL_RESULT', {
    messageId: id,
    toolCallId: id,
    content: text,
    metadata: z.looseObject(
      {
        status: z.enum(['ok', 'error', 'cancelled', 'lost'], 'is not known'),
        summary: text.optional(),
        value: text.optional(),
        durationMs: z.number('must be a number'),
        sources: z.array(source, 'must be a list').optional(),
        truncated: count.optional(),
        error: z
          .looseObject({ message: text, detail: text.optional(), triesAgain: flag.optional() }, 'must be an object')
          .optional(),
      },
      'must be an object',
    ),
  }),
  customEvent,
  event('RUN_FINISHED', {
    outcome: z.looseObject(
      { type: z.enum(['success', 'cancelled'], 'is not known'), pendingToolCallIds: z.array(id, 'must be a list').optional() },
      'must be an object',
    ),
    usage,
    result: z.looseObject({ toolsUsed: z.array(text, 'must be a list') }, 'must be an object'),
  }),
  event('RUN_ERROR', {
    code: text,
    message: text,
    usage,
    metadata: z.looseObject({ retryable: flag, reference: text }, 'must be an object'),
  }),
])

type Unknown =
  | Exclude<RunEventType, z.infer<typeof numberedEvent>['type']>
  | Exclude<RunEventOf<'CUSTOM'>['name'], z.infer<typeof customEvent>['name']>
const everyEventCanBeRead: [Unknown] extends [never] ? true : Unknown = true
void everyEventCanBeRead
