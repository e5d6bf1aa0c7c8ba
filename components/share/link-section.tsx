import { Link } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyTextButton } from '@/components/ui/copy-button'
import { DialogSection, DialogText } from '@/components/ui/dialog'
import { CodeText } from '@/components/ui/status'
import { createSharesApi, type ShareAsk } from '@/lib/client/api/share-requests'
import { type Shareable, toPreview, toShareAsk } from '@/lib/client/chat/shareable'
import { toAppError } from '@/lib/protocol/error'
import type { ShareId, ThreadId } from '@/lib/protocol/event'
import type { ShareSummary } from '@/lib/protocol/share'
import { formatCount } from '@/lib/run-view/format-run'

/** Creates a public link after showing what it includes, and lists the links that exist. */
export const LinkSection = ({ what }: { what: Shareable }) => {
  const { shares, created, failure, isBusy, create, stop } = useShares(what.threadId)
  const { words, questions, earlier, hasPrivate } = toPreview(what)
  return (
    <DialogSection title="Public link">
      <DialogText>
        Anyone with the link can read {words}, as they are now, until you stop sharing. Later messages are not included.
        {hasPrivate && ' The input and output of private tools are left out.'}
      </DialogText>
      <ol
        aria-label="Questions included"
        className="scroll-thin max-h-31 w-full overflow-auto rounded-md bg-sunken px-3 py-2 text-sm"
      >
        {earlier > 0 && <li className="py-0.5 text-ink-3">{formatCount(earlier, ['earlier question', 'earlier questions'])}</li>}
        {questions.map((question, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change, of texts that may be equal
          <li key={index} className="line-clamp-2 py-0.5 wrap-anywhere">
            {question}
          </li>
        ))}
      </ol>
      {created ? (
        <CopyLink url={created.url} isNew />
      ) : (
        <Button variant="primary" aria-disabled={isBusy || undefined} onClick={() => create(toShareAsk(what))}>
          <Link aria-hidden />
          Create link
        </Button>
      )}
      {failure !== undefined && (
        <DialogText isProblem>
          <CodeText text={failure} />
        </DialogText>
      )}
      {shares.length > 0 && (
        <>
          <h4 className="mt-1.5 font-medium text-ink-2 text-sm">Links to this chat</h4>
          <ul className="w-full">
            {shares.map((share) => (
              <ExistingShare key={share.shareId} share={share} onStop={() => stop(share.shareId)} />
            ))}
          </ul>
        </>
      )}
    </DialogSection>
  )
}

const ExistingShare = ({ share, onStop }: { share: ShareSummary; onStop(): void }) => {
  const name = share.runId === undefined ? formatCount(share.turns, ['question', 'questions']) : share.title
  const at = new Date(share.createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li className="flex flex-wrap items-center gap-2 border-line border-t py-2">
      <span className="grid min-w-0 flex-[1_1_160px] text-sm max-sm:basis-full">
        <a href={share.url} target="_blank" rel="noopener" className="truncate underline decoration-line-2 underline-offset-3">
          {name}
        </a>
        <span className="text-ink-3 text-xs">{at}</span>
      </span>
      <CopyLink url={share.url} />
      <Button aria-label={`Stop sharing ${name}, ${at}`} onClick={onStop}>
        Stop sharing
      </Button>
    </li>
  )
}

/** Copies a link of this app as an absolute URL. A new one is also shown in a field with the focus, so that it can be copied by hand. */
const CopyLink = ({ url, isNew = false }: { url: string; isNew?: boolean }) => {
  const field = useRef<HTMLInputElement>(null)
  const whole = new URL(url, location.origin).href
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <span className="flex flex-wrap items-center gap-2 has-[input]:w-full">
      {isNew && (
        <input
          ref={field}
          readOnly
          value={whole}
          aria-label="Link"
          className="min-h-8 min-w-0 flex-1 text-ellipsis rounded-sm border border-control bg-bg px-2.5 font-mono text-sm tracking-mono coarse:min-h-10"
        />
      )}
      <CopyTextButton
        text={whole}
        label="Copy link"
        refusal={isNew ? 'Copying is blocked here. Select the text instead.' : 'Copying is blocked here.'}
      />
    </span>
  )
}

type Shares = {
  /** Newest first; empty until they are read. */
  shares: ShareSummary[]
  /** The link that was created since the dialog opened. */
  created: ShareSummary | undefined
  failure: string | undefined
  isBusy: boolean
  create(ask: ShareAsk): void
  stop(shareId: ShareId): void
}

/** The public links of a thread, read once and updated by what is done here. */
const useShares = (threadId: ThreadId): Shares => {
  const api = useMemo(() => createSharesApi((...args) => fetch(...args)), [])
  const [shares, setShares] = useState<ShareSummary[]>([])
  const [created, setCreated] = useState<ShareSummary>()
  const [failure, setFailure] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  const request = async (action: () => Promise<void>): Promise<void> => {
    setFailure(undefined)
    try {
      await action()
    } catch (error) {
      setFailure(toAppError(error).message)
    }
  }

  useEffect(() => {
    let isUnmounted = false
    api.list(threadId).then(
      (read) => !isUnmounted && setShares((known) => [...known.filter(({ shareId }) => !includesShare(read, shareId)), ...read]),
      (error: unknown) => !isUnmounted && setFailure(toAppError(error).message),
    )
    return () => {
      isUnmounted = true
    }
  }, [api, threadId])

  return {
    shares,
    created,
    failure,
    isBusy,
    create: (ask) => {
      if (isBusy) return
      setIsBusy(true)
      void request(async () => {
        const share = await api.create(ask)
        setCreated(share)
        setShares((known) => [share, ...known.filter(({ shareId }) => shareId !== share.shareId)])
      }).finally(() => setIsBusy(false))
    },
    stop: (shareId) =>
      void request(async () => {
        await api.stop(shareId)
        setShares((known) => known.filter((share) => share.shareId !== shareId))
        setCreated((share) => (share?.shareId === shareId ? undefined : share))
      }),
  }
}

const includesShare = (shares: ShareSummary[], id: ShareId): boolean => shares.some(({ shareId }) => shareId === id)
