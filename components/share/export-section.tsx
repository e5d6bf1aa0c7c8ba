import { Download, Printer } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button, button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { DialogRow, DialogSection, DialogText } from '@/components/ui/dialog'
import { saveFile, toFileName } from '@/components/ui/save-file'
import { CodeText } from '@/components/ui/status'
import { apiFetch, areChatsKeptInBrowser } from '@/lib/client/api/api-fetch'
import { fetchEvents } from '@/lib/client/api/read-events'
import { readWholeThread } from '@/lib/client/api/read-whole-thread'
import { withKeptParents } from '@/lib/client/api/with-kept-parents'
import type { EarlierQuestions, Shareable } from '@/lib/client/chat/shareable'
import { toThreadMarkdown } from '@/lib/markdown/thread-markdown'
import { toAppError } from '@/lib/protocol/error'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { toThreadView } from '@/lib/run-view/fold-runs'
import { formatCount } from '@/lib/run-view/format-run'
import { withoutSent } from '@/lib/run-view/redact'
import { toJsonLines } from '@/lib/run-view/saved-run'
import type { StoredThread } from '@/lib/run-view/thread-view'

type Props = { what: Shareable; earlier: EarlierQuestions | undefined; onPrint(): void }

/** Downloads for the owner: complete, including private tools. */
export const ExportSection = ({ what, earlier, onPrint }: Props) => {
  const [failure, setFailure] = useState<string>()
  const save = (saved: Promise<void>) => {
    setFailure(undefined)
    saved.catch((error: unknown) => setFailure(toAppError(error).message))
  }
  return (
    <DialogSection title="Export">
      {what.kind === 'run' ? (
        <>
          <DialogText>
            Every event of this run with its time, one per line, after the earlier steps it builds on. To replay it in a terminal,
            run <code className="text-xs whitespace-nowrap tracking-mono">npm run chat -- --replay</code> with the name of the
            file.
          </DialogText>
          <a
            className={button()}
            href={`/api/runs/${encodeURIComponent(what.run.runId)}/events?download`}
            download
            onClick={(event) => {
              if (!areChatsKeptInBrowser()) return
              event.preventDefault()
              save(saveRun(what.run.runId))
            }}
          >
            <Download aria-hidden />
            JSON Lines
          </a>
        </>
      ) : (
        <>
          <DialogText>The whole chat, as text with linked sources or as data with every event.</DialogText>
          <DialogRow>
            <Button onClick={() => save(saveThread(what.threadId, 'md'))}>
              <Download aria-hidden />
              Markdown
            </Button>
            <Button onClick={() => save(saveThread(what.threadId, 'json'))}>
              <Download aria-hidden />
              JSON
            </Button>
            <PrintButton what={what} earlier={earlier} onPrint={onPrint} />
          </DialogRow>
        </>
      )}
      {failure !== undefined && (
        <DialogText isProblem>
          <CodeText text={failure} />
        </DialogText>
      )}
    </DialogSection>
  )
}

const withoutSentEvents = (thread: StoredThread): StoredThread => ({
  ...thread,
  turns: thread.turns.map((turn) => ({
    ...turn,
    runs: turn.runs.map((run) => ({ ...run, events: withoutSent(run.events) })),
  })),
})

const saveRun = async (runId: RunId): Promise<void> => {
  const signal = AbortSignal.timeout(60_000)
  const read = (of: RunId) => fetchEvents({ runId: of, after: 0, signal })
  saveFile(`run-${runId}.jsonl`, 'application/jsonl', toJsonLines(await withKeptParents(await read(runId), read)))
}

const saveThread = async (threadId: ThreadId, format: 'md' | 'json'): Promise<void> => {
  const everyEvent = format === 'json'
  const thread = await readWholeThread(threadId, { fetch: apiFetch, signal: AbortSignal.timeout(60_000), everyEvent })
  const name = toFileName(thread.title, format)
  if (format === 'json') saveFile(name, 'application/json', `${JSON.stringify(withoutSentEvents(thread), undefined, 2)}\n`)
  else saveFile(name, 'text/markdown', toThreadMarkdown(toThreadView(thread), location.origin))
}

type PrintProps = { what: Extract<Shareable, { kind: 'thread' }>; earlier: EarlierQuestions | undefined; onPrint(): void }

/** Browsers cannot lay out many more questions on paper; the paper says that there are others. */
const maxPrinted = 1000

/** Prints the chat, after loading the questions that are not on the page yet. */
const PrintButton = ({ what: { turns, earlier: count }, earlier, onPrint }: PrintProps) => {
  const [isRequested, setRequested] = useState(false)
  const isWhole = count === 0 || turns.length >= maxPrinted || earlier === undefined
  const state = earlier?.state
  const go = useEffectEvent(() => {
    if (!isWhole) return earlier.onLoad()
    setRequested(false)
    onPrint()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count changes with each page that was loaded, and then the next one is
  useEffect(() => {
    if (isRequested && state === undefined) go()
  }, [isRequested, state, count])

  const hasFailed = isRequested && state === 'failed'
  const isLoading = isRequested && !hasFailed
  const onPress = () => {
    setRequested(true)
    if (hasFailed) earlier?.onLoad()
  }
  return (
    <>
      <Button aria-disabled={isLoading || undefined} onClick={isLoading ? undefined : onPress}>
        <Printer aria-hidden />
        {hasFailed ? 'Try again' : 'Print'}
      </Button>
      {hasFailed && <Button onClick={onPrint}>Print without them</Button>}
      <p role="status" className={cn('text-sm', hasFailed ? 'text-danger' : 'text-ink-2')}>
        {isLoading && count > 0 && `Loading ${formatCount(count, earlierQuestion)} before printing…`}
        {hasFailed && `${formatCount(count, earlierQuestion)} could not be loaded.`}
      </p>
    </>
  )
}

const earlierQuestion = ['earlier question', 'earlier questions'] as const
