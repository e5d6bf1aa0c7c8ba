import { Share } from 'lucide-react'
import { memo, useCallback, useState } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lazyPart } from '@/components/ui/lazy-part'
import type { EarlierQuestions, Shareable } from '@/lib/client/chat/shareable'

const dialog = lazyPart(() => import('./share-dialog').then(({ ShareDialog }) => ShareDialog))
/** Loads the dialog when the pointer or the focus reaches what opens it. */
export const preloadShare = (): void => void dialog.preload()

type Props = {
  what: Shareable
  name: string
  /** False while there is nothing to share: the button is invisible but takes its room, so that nothing moves later. */
  isReady?: boolean
  /** The questions of a chat that are not on the page yet. */
  earlier?: EarlierQuestions
}

/**
 * Opens the share dialog, which is loaded when the pointer or the focus reaches the button. Sharing a chat is a command
 * too, which is the way to it where the header has no room for the button.
 */
export const ShareButton = ({ what, name, isReady = true, earlier }: Props) => {
  const [isOpen, setIsOpen] = useState(false)
  const isInHeader = what.kind === 'thread'
  const open = useCallback(() => setIsOpen(true), [])
  useCommand('share', isInHeader && isReady ? open : undefined)
  return (
    <>
      <OpenButton name={name} isInHeader={isInHeader} isReady={isReady} onOpen={open} />
      {isOpen && <DialogWhenLoaded what={what} earlier={earlier} onClose={() => setIsOpen(false)} />}
    </>
  )
}

type OpenProps = { name: string; isInHeader: boolean; isReady: boolean; onOpen(): void }

/** What is shared grows with each word of an answer, and nothing here changes with it. */
const OpenButton = memo(({ name, isInHeader, isReady, onOpen }: OpenProps) => (
  <IconButton
    label={name}
    variant={isInHeader ? 'plain' : 'quiet'}
    aria-haspopup="dialog"
    className={cn(isInHeader && 'max-2xs:hidden', !isReady && 'invisible')}
    onPointerEnter={preloadShare}
    onFocus={preloadShare}
    onClick={onOpen}
  >
    <Share size={16} aria-hidden />
  </IconButton>
))

const DialogWhenLoaded = (props: { what: Shareable; earlier: EarlierQuestions | undefined; onClose(): void }) => {
  const lazyDialog = dialog.usePart()
  if (lazyDialog.name === 'loaded') return <lazyDialog.Part {...props} />
  return (
    <span role="status" className={lazyDialog.name === 'failed' ? 'text-xs' : 'sr-only'}>
      {lazyDialog.name === 'failed' ? 'This could not be loaded. Try again when you are online.' : 'Loading'}
    </span>
  )
}
