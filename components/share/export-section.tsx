import { Download } from 'lucide-react'
import { useId, useState } from 'react'
import { CodeWords } from '@/components/ui/code-text'
import { saveFile, toFileName } from '@/components/ui/save-file'
import { apiFetch, areChatsKeptInBrowser } from '@/lib/client/api/api-fetch'
import { readEvents } from '@/lib/client/api/read-events'
import { readWholeThread } from '@/lib/client/api/read-whole-thread'
import { toAppError } from '@/lib/protocol/error'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { withoutSent } from '@/lib/run-view/redact-run'
import { type StoredThread, toThreadView } from '@/lib/run-view/thread-view'
import { PrintButton } from './print-button'
import { readSavedRun } from './read-saved-run'
import type { EarlierQuestions, Shareable } from './shareable'
import { toThreadMarkdown } from './thread-markdown'

type Props = { what: Shareable; earlier: EarlierQuestions | undefined; onPrint(): void }

/** Files for the person alone, in full, private tools included. */
export const KeepSection = ({ what, earlier, onPrint }: Props) => {
  const id = useId()
  const [failure, setFailure] = useState<string>()

  const save = (format: 'md' | 'json') => {
    setFailure(undefined)
    saveThread(what.threadId, format).catch((error: unknown) => setFailure(toAppError(error).message))
  }

  return (
    <section aria-labelledby={id}>
      <h3 id={id}>A copy to keep</h3>
      {what.kind === 'run' ? (
        <>
          <p>
            Every event of this run with its time, one a line; first those of earlier steps that it goes on from. In a terminal,{' '}
            <code>npm run chat -- --replay</code> and the name of the file show it again.
          </p>
          <div className="share-row">
            <a
              className="btn"
              href={`/api/runs/${encodeURIComponent(what.run.runId)}/events?download`}
              download
              onClick={(event) => {
                if (!areChatsKeptInBrowser()) return
                event.preventDefault()
                saveRun(what.run.runId).catch((error: unknown) => setFailure(toAppError(error).message))
              }}
            >
              <Download aria-hidden />
              JSON Lines
            </a>
          </div>
        </>
      ) : (
        <>
          <p>The whole conversation: as text with its sources as links, or as data with every event.</p>
          <div className="share-row">
            <button type="button" className="btn" onClick={() => save('md')}>
              <Download aria-hidden />
              Markdown
            </button>
            <button type="button" className="btn" onClick={() => save('json')}>
              <Download aria-hidden />
              JSON
            </button>
            <PrintButton what={what} earlier={earlier} onPrint={onPrint} />
          </div>
        </>
      )}
      {failure !== undefined && (
        <p role="alert" className="share-failure">
          <CodeWords text={failure} />
        </p>
      )}
    </section>
  )
}

const toKept = (thread: StoredThread): StoredThread => ({
  ...thread,
  turns: thread.turns.map((turn) => ({
    ...turn,
    runs: turn.runs.map((run) => ({ ...run, events: withoutSent(run.events) })),
  })),
})

const saveRun = async (runId: RunId): Promise<void> => {
  const signal = AbortSignal.timeout(60_000)
  const events = await readSavedRun(runId, (of) => readEvents({ runId: of, after: 0, signal }))
  saveFile(`run-${runId}.jsonl`, 'application/jsonl', events.map((event) => `${JSON.stringify(event)}\n`).join(''))
}

const saveThread = async (threadId: ThreadId, format: 'md' | 'json'): Promise<void> => {
  const everyEvent = format === 'json'
  const thread = await readWholeThread(threadId, { fetch: apiFetch, signal: AbortSignal.timeout(60_000), everyEvent })
  const name = toFileName(thread.title, format)
  if (format === 'json') saveFile(name, 'application/json', `${JSON.stringify(toKept(thread), undefined, 2)}\n`)
  else saveFile(name, 'text/markdown', toThreadMarkdown(toThreadView(thread), location.origin))
}
