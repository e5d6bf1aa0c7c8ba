import { memo, type ReactNode } from 'react'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { Composer, type ComposerProps } from '@/components/composer/composer'
import { openDialog } from '@/components/context/dialog-store'
import { demoModelId } from '@/lib/protocol/model-offer'

type Props = ComposerProps & {
  notice?: ReactNode /** False where the server keeps no chats, and this browser does. */
  keepsHistory: boolean
  isReplay?: boolean
  /** A visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
}

/** The composer at its place, what stands above it, and the line under it. */
export const Dock = ({ notice, keepsHistory, isReplay, canBringOwn, ...composer }: Props) => {
  const isIdle = !composer.running && !isReplay
  const offersOwn = canBringOwn && composer.modelId === demoModelId && isIdle
  // Where there is little room, or nothing was asked yet, only what one has to know.
  const isShown = offersOwn || (isIdle && !keepsHistory)
  return (
    <div className="dock">
      {notice}
      <StillComposer {...composer} />
      <p className="hint" data-shown={isShown || undefined}>
        {composer.isStopping ? (
          <span key="stopping">The run is being stopped. Finished steps are kept.</span>
        ) : composer.running ? (
          <span key="running">
            <kbd>Esc</kbd> stops the run. Finished steps are kept.
          </span>
        ) : isReplay ? (
          <span key="replay">A replay of what was recorded. No tool is called.</span>
        ) : offersOwn ? (
          <span key="demo">
            The demo model answers: it works by rules. <OwnModelButton />
            {!keepsHistory && ` ${inBrowser}`}
          </span>
        ) : (
          <span key="idle">Answers can be wrong. {keepsHistory ? 'Open a step to check the work.' : inBrowser}</span>
        )}
      </p>
    </div>
  )
}

const inBrowser = 'Chats are kept in this browser only.'

const OwnModelButton = () => (
  <button
    type="button"
    className="text-button"
    onPointerEnter={preloadDialogs}
    onFocus={preloadDialogs}
    onClick={() => openDialog('own-model')}
  >
    Use a real model
  </button>
)

/** The words of an answer change nothing here. */
const StillComposer = memo(Composer)
