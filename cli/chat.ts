import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { nanoid } from 'nanoid'
import { toRunRequest } from '@/lib/client/api/run-request'
import { sendStop } from '@/lib/client/api/send-stop'
import { isUnreached, openRun } from '@/lib/client/connection/open-run'
import { scheduleTimeout } from '@/lib/client/timing/schedule'
import { type AppError, toAppError } from '@/lib/protocol/error'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { type Printable, printable, toPrintable, toPrintableJson, toPrintableLine } from '@/lib/protocol/printable'
import type { RunMode } from '@/lib/protocol/run-mode'
import { degradedNotice, formatReconnect, formatRunNotice, stopNotices } from '@/lib/run-view/format-notice'
import { asInterrupted } from '@/lib/run-view/reduce/end-run'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { emptyRun, type RunView } from '@/lib/run-view/state'
import { toAppUrl } from './app-url'
import { parseSpeed, readRunFile, replay } from './replay'
import { type Terminal, TerminalView } from './terminal-view'
import { toTimelineLines } from './timeline-view'
import { createVisitorFetch, tokenFileOf } from './visitor'

const help = `Ask Unfold from a terminal. The app must be running.

  npm run chat -- "what is 10 + 10"     one question
  npm run chat                          a conversation; leave with Ctrl-D
  npm run chat -- --thread <id> "…"     go on with a conversation
  npm run chat -- --replay <file>       a saved run, as it went; nothing is asked

  --url <address>   where the app is (default: UNFOLD_URL, else http://localhost:3000)
  --model <id>      which model answers
  --thorough        plans first, searches more, takes minutes
  --json            every event as one line of JSON
  --speed <number>  with --replay: that many times as fast
  --timeline        after the run, when each of its parts was

Conversations belong to you: a token in ~/.config/unfold says so (in XDG_CONFIG_HOME, where that is set).

Ctrl-C stops the run, a second one leaves. Ends with 0, with 1 if the run failed, or with 130 if it was stopped.`

type Settings = {
  url: string
  fetch: typeof fetch
  threadId: ThreadId
  modelId: string | undefined
  mode: RunMode | undefined
  json: boolean
  timeline: boolean
}

const success = 0
const failure = 1
/** The exit code by which shells know a program that SIGINT ended: 128 + 2. */
const stopped = 130

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      thread: { type: 'string' },
      model: { type: 'string' },
      thorough: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      replay: { type: 'string' },
      speed: { type: 'string', default: '1' },
      timeline: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    console.log(help)
    return success
  }
  if (values.json && values.timeline) throw new Error('--json and --timeline exclude each other.')
  if (values.replay !== undefined) return showSaved(values.replay, values)
  const url = toAppUrl(values.url, process.env)
  const settings: Settings = {
    url,
    fetch: createVisitorFetch(url, tokenFileOf(url)),
    threadId: (values.thread ?? nanoid()) as ThreadId,
    modelId: values.model,
    mode: values.thorough ? 'thorough' : undefined,
    json: values.json,
    timeline: values.timeline,
  }
  const question = positionals.join(' ').trim()
  if (question !== '') return ask(question, settings)
  return process.stdin.isTTY ? converse(settings) : askEachLine(settings)
}

const ask = async (question: string, { url, fetch, threadId, modelId, mode, json, timeline }: Settings): Promise<number> => {
  const runId = nanoid() as RunId
  const request = toRunRequest({ threadId, runId, messageId: nanoid() as MessageId, question, modelId, mode })
  const ended = new AbortController()
  const view = new TerminalView(terminal)
  const onInterrupt = createInterrupt(() => {
    if (!json) view.say('Stopping. Press Ctrl-C again to leave.')
    const say = (notice: keyof typeof stopNotices) => {
      if (!json && !ended.signal.aborted) view.say(stopNotices[notice])
    }
    void sendStop({
      ...{ runId, baseUrl: url, fetch, schedule: scheduleTimeout, signal: ended.signal },
      onUndelivered: () => say('undelivered'),
    }).then((answer) => answer === 'refused' && say(answer))
  })
  process.on('SIGINT', onInterrupt)
  let run = emptyRun(runId, threadId, Date.now())
  try {
    for await (const news of openRun({ runId, request, baseUrl: url, fetch, maxFirstTries: 1 })) {
      switch (news.name) {
        case 'connection': {
          const { connection } = news
          if (connection.name !== 'reconnecting' || json) break
          view.say(formatReconnect(connection.retryAt - Date.now(), run.outlivesConnection))
          break
        }
        case 'recording':
          if (news.recording === 'degraded' && !json) view.say(degradedNotice)
          break
        case 'events':
          for (const event of news.events) {
            run = reduceRun(run, event)
            if (json) terminal.write(printable`${toPrintableJson(event)}\n`)
            else view.show(run)
          }
      }
    }
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code !== 'interrupted') {
      complain(toPrintableLine(toSentence(error, url)))
      return failure
    }
    run = asInterrupted(run, Date.now())
    if (!json) view.show(run)
  } finally {
    ended.abort()
    process.off('SIGINT', onInterrupt)
  }
  if (timeline) printTimeline(run)
  return conclude(run)
}

/** Ends as the run did: with 0 if it succeeded, else as when it was asked. */
const showSaved = async (path: string, { speed, timeline }: { speed: string; timeline: boolean }): Promise<number> => {
  try {
    const times = parseSpeed(speed)
    const saved = await readRunFile(path)
    const view = new TerminalView(terminal)
    let run = emptyRun('' as RunId, '' as ThreadId, 0)
    for await (run of replay(saved, times)) view.show(run)
    if (timeline) printTimeline(run)
    return conclude(run)
  } catch (error) {
    complain(toPrintableLine(toAppError(error).message))
    return failure
  }
}

/** Each question goes on from the answers before it. */
const converse = async (settings: Settings): Promise<number> => {
  let exitCode = success
  for (;;) {
    const prompt = createInterface({ input: process.stdin, output: process.stdout })
    const left = new AbortController()
    prompt.once('close', () => left.abort())
    // Leaving at the prompt, by Ctrl-C or Ctrl-D, is no failure: it rejects only for that.
    const question = await prompt.question('› ', { signal: left.signal }).catch(() => undefined)
    prompt.close()
    if (question === undefined) {
      process.stdout.write('\n')
      return exitCode
    }
    if (question.trim() !== '') exitCode = await ask(question.trim(), settings)
  }
}

const askEachLine = async (settings: Settings): Promise<number> => {
  let exitCode = success
  let asked = 0
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    asked += 1
    exitCode = await ask(line.trim(), settings)
    if (exitCode !== success) return exitCode
  }
  if (asked > 0) return exitCode
  complain(toPrintable(help))
  return failure
}

/** The first call stops the run, the second leaves without waiting for it. */
const createInterrupt = (stop: () => void): (() => void) => {
  let isStopping = false
  return () => {
    if (isStopping) process.exit(stopped)
    isStopping = true
    stop()
  }
}

const conclude = (run: RunView): number => {
  const notice = toPrintableLine(formatRunNotice(run) ?? 'The run did not end.')
  switch (run.state.name) {
    case 'done':
      return success
    case 'stopped':
      complain(notice)
      return stopped
    default:
      complain(notice)
      return failure
  }
}

const toSentence = (error: AppError, url: string): string =>
  isUnreached(error) ? `Unfold is not running at ${url}. Start it with npm start.` : error.message

const complain = (line: Printable): void => {
  process.stderr.write(`${line}\n`)
}

const printTimeline = (run: RunView): void => {
  for (const line of [printable``, ...toTimelineLines(run, terminal)]) terminal.write(printable`${line}\n`)
}

const terminal: Terminal = {
  write: (text) => process.stdout.write(text),
  // Some pseudo-terminals say that they are 0 wide; a window may be made wider or narrower.
  get columns() {
    return process.stdout.columns || 80
  },
  isLive: process.stdout.isTTY,
  hasColour: process.stdout.isTTY && !process.env['NO_COLOR'],
}

// A reader of our output that leaves early (`| head`) is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(success)
  throw error
})

try {
  process.exitCode = await main()
} catch (error) {
  // Only a wrong option gets here: everything else has been said above.
  complain(toPrintableLine(error instanceof Error ? error.message : String(error)))
  process.exitCode = failure
}
