import { Share } from 'lucide-react'
import { useState } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/icon-button'
import { lazyPart } from '@/components/ui/lazy-part'
import type { EarlierQuestions, Shareable } from './shareable'

const dialog = lazyPart(() => import('./share-dialog').then(({ ShareDialog }) => ShareDialog))
/** Fetches the dialog; for the pointer over what opens it, and its focus. */
export const preloadShare = (): void => void dialog.preload()

type Props = {
  what: Shareable
  name: string
  /** False while there is nothing to share: its place is kept, so that nothing moves when there is. */
  isReady?: boolean
  /** Those of a conversation that are not on the page yet. */
  earlier?: EarlierQuestions
}

/**
 * Opens the dialog that shares and keeps, which is fetched when the button is approached. That of a conversation is a
 * command too, by which it is reached where the header has no room for the button.
 */
export const ShareButton = ({ what, name, isReady = true, earlier }: Props) => {
  const [isOpen, setIsOpen] = useState(false)
  const isInHeader = what.kind === 'thread'
  useCommand('share', isInHeader && isReady ? () => setIsOpen(true) : undefined)
  return (
    <>
      <IconButton
        label={name}
        variant={isInHeader ? 'plain' : 'quiet'}
        aria-haspopup="dialog"
        className={cn(isInHeader && 'max-2xs:hidden', !isReady && 'invisible')}
        onPointerEnter={preloadShare}
        onFocus={preloadShare}
        onClick={() => setIsOpen(true)}
      >
        <Share size={16} aria-hidden />
      </IconButton>
      {isOpen && <DialogWhenLoaded what={what} earlier={earlier} onClose={() => setIsOpen(false)} />}
    </>
  )
}

const DialogWhenLoaded = (props: { what: Shareable; earlier: EarlierQuestions | undefined; onClose(): void }) => {
  const late = dialog.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  return (
    <span role="status" className={late.name === 'failed' ? 'text-xs' : 'sr-only'}>
      {late.name === 'failed' ? 'This could not be loaded. Try again when you are online.' : 'Loading'}
    </span>
  )
}
