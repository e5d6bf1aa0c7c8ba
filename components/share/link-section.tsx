import { Link } from 'lucide-react'
import { useId } from 'react'
import { CodeWords } from '@/components/ui/code-text'
import type { ShareSummary } from '@/lib/protocol/share'
import { toCount } from '@/lib/run-view/format-run'
import { CopyLink } from './copy-link'
import { type Shareable, toPreview, toShareAsk } from './shareable'
import { useShares } from './use-shares'

/** What a link would show, the link, and those that are there already. */
export const LinkSection = ({ what }: { what: Shareable }) => {
  const id = useId()
  const { shares, made, failure, isBusy, create, stop } = useShares(what.threadId)
  const { words, questions, earlier, hasPrivate } = toPreview(what)
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>A link for anyone</h3>
      <p>
        Shows {words}, as they are now. Whoever has the link can read it without an account, until you stop it. What comes later
        is not part of it.
        {hasPrivate && ' What private tools were given and gave back is left out.'}
      </p>
      <ol className="share-preview" aria-label="Questions that it shows">
        {earlier > 0 && <li data-quiet>{toCount(earlier, ['earlier question', 'earlier questions'])}</li>}
        {questions.map((question, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that does not change, of texts that may be equal
          <li key={index}>{question}</li>
        ))}
      </ol>
      {made ? (
        <CopyLink url={made.url} isNew />
      ) : (
        <button type="button" className="btn pri" aria-disabled={isBusy || undefined} onClick={() => create(toShareAsk(what))}>
          <Link aria-hidden />
          Create link
        </button>
      )}
      {failure !== undefined && (
        <p role="alert" className="share-failure">
          <CodeWords text={failure} />
        </p>
      )}
      {shares.length > 0 && (
        <>
          <h4>Links of this conversation</h4>
          <ul className="share-list">
            {shares.map((share) => (
              <ExistingShare key={share.shareId} share={share} onStop={() => stop(share.shareId)} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const ExistingShare = ({ share, onStop }: { share: ShareSummary; onStop(): void }) => {
  const name = share.runId === undefined ? toCount(share.turns, ['question', 'questions']) : share.title
  const at = new Date(share.createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <li>
      <span className="share-name">
        <a href={share.url} target="_blank" rel="noopener">
          {name}
        </a>
        <span>{at}</span>
      </span>
      <CopyLink url={share.url} />
      <button type="button" className="btn" aria-label={`Stop sharing ${name}, ${at}`} onClick={onStop}>
        Stop sharing
      </button>
    </li>
  )
}
