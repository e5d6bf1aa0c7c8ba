import { X } from 'lucide-react'
import { CodeWords } from '@/components/ui/code-text'
import type { ListFailure as Failure } from '@/lib/client/threads/thread-list-state'

type Props = { failure: Failure; onTryAgain(): void; onDismiss(): void }

/** What did not succeed, and the way to do it again. Where nothing was lost by it, it can be put away. */
export const ListFailure = ({ failure: { what, message }, onTryAgain, onDismiss }: Props) => (
  <div className="list-failure" role="alert">
    <p>
      <CodeWords text={message} />
    </p>
    <button type="button" className="btn" onClick={onTryAgain}>
      Try again
    </button>
    {what !== 'read' && what !== 'more' && (
      <button type="button" className="ib" aria-label="Dismiss" onClick={onDismiss}>
        <X size={14} aria-hidden />
      </button>
    )}
  </div>
)
