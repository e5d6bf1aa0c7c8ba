import { useEffect, useSyncExternalStore } from 'react'
import { openDocument, openedDocument, removalFailure } from '@/components/context/chat-files'
import { lazyPart } from '@/components/ui/lazy-part'
import { Toast } from '@/components/ui/status'
import { isDocumentAddress } from '@/lib/protocol/document-address'
import type { DocumentDialogProps } from './document-dialog'

const dialogs = lazyPart<DocumentDialogProps>(() => import('./document-dialog').then(({ DocumentDialog }) => DocumentDialog))

/**
 * Where a file of a chat opens over the page: by `openDocument`, or by a press on a link to it, such as a source has. Opened in another
 * tab, the link is a page of its own.
 */
export const DocumentHost = () => {
  const opened = useSyncExternalStore(openedDocument.subscribe, openedDocument.getState, () => undefined)
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const link = event.target instanceof Element ? event.target.closest('a') : null
      const href = link?.getAttribute('href') ?? ''
      if (!isDocumentAddress(href) || link?.hasAttribute('download')) return
      event.preventDefault()
      const { pathname, hash } = new URL(href, location.href)
      openDocument({ id: pathname.replace('/documents/', ''), place: hash.slice(1) })
    }
    addEventListener('click', onClick)
    return () => removeEventListener('click', onClick)
  }, [])
  const failure = useSyncExternalStore(removalFailure.subscribe, removalFailure.getState, () => undefined)
  if (opened) return <Opened opened={opened} />
  return failure === undefined ? null : <Toast onDismiss={() => removalFailure.setState(undefined)}>{failure}</Toast>
}

const close = () => openedDocument.setState(undefined)

const Opened = ({ opened }: Pick<DocumentDialogProps, 'opened'>) => {
  const lazy = dialogs.usePart()
  if (lazy.name === 'loaded') return <lazy.Part opened={opened} onClose={close} />
  return lazy.name === 'failed' ? (
    <Toast onDismiss={close}>This could not be loaded. It will open when you are online again.</Toast>
  ) : null
}
