import { Share } from 'lucide-react'
import { useState } from 'react'
import { createLatePart } from '@/components/answer/late-part'
import type { Shareable } from './shareable'

const dialog = createLatePart(() => import('./share-dialog').then(({ ShareDialog }) => ShareDialog))
const preload = () => void dialog.preload()

type Props = {
  what: Shareable
  name: string
  /** False while there is nothing to share: its place is kept, so that nothing moves when there is. */
  isReady?: boolean
}

/** Opens the dialog that shares and keeps, which is fetched when the button is approached. */
export const ShareButton = ({ what, name, isReady = true }: Props) => {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="ib"
        aria-label={name}
        aria-haspopup="dialog"
        title={name}
        style={isReady ? undefined : { visibility: 'hidden' }}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => setIsOpen(true)}
      >
        <Share size={16} aria-hidden />
      </button>
      {isOpen && <DialogWhenLoaded what={what} onClose={() => setIsOpen(false)} />}
    </>
  )
}

const DialogWhenLoaded = (props: { what: Shareable; onClose(): void }) => {
  const late = dialog.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  return (
    <span role="status" className={late.name === 'failed' ? 'turn-said' : 'sr-only'}>
      {late.name === 'failed' ? 'This could not be loaded. Try again when you are online.' : 'Loading'}
    </span>
  )
}
