import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button, button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import { DialogText } from '@/components/ui/dialog'
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
import { ShareRow, ShareSection } from './share-section'
import type { EarlierQuestions, Shareable } from './shareable'
import { toThreadMarkdown } from './thread-markdown'

type Props = { what: Shareable; earlier: EarlierQuestions | undefined; onPrint(): void }

/** Files for the person alone, in full, private tools included. */
export const ExportSection = ({ what, earlier, onPrint }: Props) => {
  const [failure, setFailure] = useState<string>()
  const attempt = (saving: Promise<void>) => {
    setFailure(undefined)
    saving.catch((error: unknown) => setFailure(toAppError(error).message))
  }
  return (
    <ShareSection title="A copy to keep">
      {what.kind === 'run' ? (
        <>
          <DialogText>
            Every event of this run with its time, one a line; first those of earlier steps that it goes on from. In a terminal,{' '}
            <code className="text-xs whitespace-nowrap tracking-mono">npm run chat -- --replay</code> and the name of the file
            show it again.
          </DialogText>
          <a
            className={button()}
            href={`/api/runs/${encodeURIComponent(what.run.runId)}/events?download`}
            download
            onClick={(event) => {
              if (!areChatsKeptInBrowser()) return
              event.preventDefault()
              attempt(saveRun(what.run.runId))
            }}
          >
            <Download aria-hidden />
            JSON Lines
          </a>
        </>
      ) : (
        <>
          <DialogText>The whole conversation: as text with its sources as links, or as data with every event.</DialogText>
          <ShareRow>
            <Button onClick={() => attempt(saveThread(what.threadId, 'md'))}>
              <Download aria-hidden />
              Markdown
            </Button>
            <Button onClick={() => attempt(saveThread(what.threadId, 'json'))}>
              <Download aria-hidden />
              JSON
            </Button>
            <PrintButton what={what} earlier={earlier} onPrint={onPrint} />
          </ShareRow>
        </>
      )}
      {failure !== undefined && (
        <DialogText isProblem>
          <CodeText text={failure} />
        </DialogText>
      )}
    </ShareSection>
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
