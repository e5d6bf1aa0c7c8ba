import { Link } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import { DialogText } from '@/components/ui/dialog'
import type { ShareSummary } from '@/lib/protocol/share'
import { formatCount } from '@/lib/run-view/format-run'
import { CopyLink } from './copy-link'
import { ShareSection } from './share-section'
import { type Shareable, toPreview, toShareAsk } from './shareable'
import { useShares } from './use-shares'

/** What a link would show, the link, and those that are there already. */
export const LinkSection = ({ what }: { what: Shareable }) => {
  const { shares, made, failure, isBusy, create, stop } = useShares(what.threadId)
  const { words, questions, earlier, hasPrivate } = toPreview(what)
  return (
    <ShareSection title="A link for anyone">
      <DialogText>
        Shows {words}, as they are now. Whoever has the link can read it without an account, until you stop it. What comes later
        is not part of it.
        {hasPrivate && ' What private tools were given and gave back is left out.'}
      </DialogText>
      <ol
        aria-label="Questions that it shows"
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
      {made ? (
        <CopyLink url={made.url} isNew />
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
          <h4 className="mt-1.5 font-medium text-ink-2 text-sm">Links of this conversation</h4>
          <ul className="w-full">
            {shares.map((share) => (
              <ExistingShare key={share.shareId} share={share} onStop={() => stop(share.shareId)} />
            ))}
          </ul>
        </>
      )}
    </ShareSection>
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
