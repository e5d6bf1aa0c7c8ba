import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { createPortal } from 'react-dom'
import { returnLostFocus } from '@/components/ui/dialog'
import { useBack } from '@/components/ui/use-back'
import { areChatsKeptInBrowser } from '@/lib/client/api/api-fetch'
import { RunCode } from './code-section'
import { KeepSection } from './export-section'
import { LinkSection } from './link-section'
import type { EarlierQuestions, Shareable } from './shareable'

/** Shares a conversation or one answer by a link, and keeps it. A native dialog holds the focus and gives it back. */
export const ShareDialog = ({
  what,
  earlier,
  onClose,
}: {
  what: Shareable
  earlier: EarlierQuestions | undefined
  onClose(): void
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
  const close = () => dialog.current?.close()
  useBack(true, close)
  const onPrint = () => {
    close()
    print()
  }
  return createPortal(
    <dialog
      ref={dialog}
      className="share-dialog"
      aria-labelledby={titleId}
      onClose={() => {
        onClose()
        returnLostFocus()
      }}
      // The keys of the page are not for what is under the dialog.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div>
        <header>
          <h2 id={titleId}>
            {areChatsKeptInBrowser() ? 'Keep' : 'Share or keep'} this {what.kind === 'run' ? 'answer' : 'conversation'}
          </h2>
          <button type="button" className="ib" aria-label="Close" aria-keyshortcuts="Escape" onClick={close}>
            <X size={16} aria-hidden />
          </button>
        </header>
        {/* A link would lead to a server that has no conversations. */}
        {!areChatsKeptInBrowser() && <LinkSection what={what} />}
        <KeepSection what={what} earlier={earlier} onPrint={onPrint} />
        {what.kind === 'run' && <RunCode run={what.run} question={what.question} />}
      </div>
    </dialog>,
    document.body,
  )
}
