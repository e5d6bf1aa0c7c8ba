import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import { IconButton } from '@/components/ui/icon-button'
import type { ListFailure as Failure } from '@/lib/client/threads/thread-list-state'

type Props = { failure: Failure; onTryAgain(): void; onDismiss(): void }

/** What did not succeed, and the way to do it again. Where nothing was lost by it, it can be put away. */
export const ListFailure = ({ failure: { what, message }, onTryAgain, onDismiss }: Props) => (
  <div
    className="my-2.5 flex flex-wrap items-center gap-2 rounded-md border border-danger-line bg-danger-tint p-2.5 text-sm"
    role="alert"
  >
    <p className="flex-[1_0_100%]">
      <CodeText text={message} />
    </p>
    <Button onClick={onTryAgain}>Try again</Button>
    {what !== 'read' && what !== 'more' && (
      <IconButton label="Dismiss" className="ml-auto" onClick={onDismiss}>
        <X size={14} aria-hidden />
      </IconButton>
    )}
  </div>
)
