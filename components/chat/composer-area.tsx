import { memo, type ReactNode } from 'react'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { Composer, type ComposerProps } from '@/components/composer/composer'
import { openDialog } from '@/components/context/dialog-store'
import { TextButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { PageFoot } from '@/components/ui/page-frame'
import { demoModelId } from '@/lib/protocol/model-offer'

type Props = ComposerProps & {
  notice?: ReactNode
  /** False where the server keeps no chats, and this browser does. */
  keepsHistory: boolean
  isReplay?: boolean
  /** What the demo model finds its answers in, in words. */
  demoAnswersFrom: string
}

/** The composer at its place, the notice above it, and the hint under it. */
export const ComposerArea = ({ notice, keepsHistory, isReplay = false, demoAnswersFrom, ...composer }: Props) => {
  const { isFirst } = composer
  const isIdle = !composer.running && !isReplay
  const isDemo = composer.modelId === demoModelId && isIdle
  // Where there is little room, or nothing was asked yet, only what one has to know.
  const isNeeded = isDemo || (isIdle && !keepsHistory)
  return (
    <PageFoot isBelowThread={!isFirst}>
      {notice}
      <MemoizedComposer {...composer} />
      <LineBelow
        isFirst={isFirst}
        isNeeded={isNeeded}
        isStopping={composer.isStopping}
        running={composer.running}
        isReplay={isReplay}
        demoAnswersFrom={isDemo ? demoAnswersFrom : undefined}
        canBringOwn={composer.canBringOwn}
        keepsHistory={keepsHistory}
      />
    </PageFoot>
  )
}

type LineProps = Pick<Props, 'isFirst' | 'isStopping' | 'running' | 'keepsHistory' | 'canBringOwn'> & {
  isReplay: boolean
  isNeeded: boolean
  demoAnswersFrom: string | undefined
}

/** What one may want to know now. The words of an answer change nothing here. */
const LineBelow = memo(
  ({ isFirst, isNeeded, isStopping, running, isReplay, demoAnswersFrom, canBringOwn, keepsHistory }: LineProps) => (
    <p
      className={cn(
        'flex justify-center pt-2.25 text-ink-3 text-xs',
        isNeeded ? 'text-balance text-center' : 'whitespace-nowrap',
        isFirst && !isNeeded && 'hidden',
        // In a chat its place on a phone is the composer's; it would come and go with each run.
        !isFirst && 'max-sm:hidden',
      )}
    >
      {isStopping ? (
        <span key="stopping">The run is being stopped. Finished steps are kept.</span>
      ) : running ? (
        <span key="running">
          <kbd className="mr-1.25">Esc</kbd> stops the run. Finished steps are kept.
        </span>
      ) : isReplay ? (
        <span key="replay">Replaying a recorded run. No tools are called.</span>
      ) : demoAnswersFrom !== undefined ? (
        <span key="demo">
          Answers come from {demoAnswersFrom}, not from an AI model. {canBringOwn && <OwnModelButton />}
          {!keepsHistory && ` ${inBrowser}`}
        </span>
      ) : (
        <span key="idle">Answers can be wrong. {keepsHistory ? 'Open a step to check the work.' : inBrowser}</span>
      )}
    </p>
  ),
)

const inBrowser = 'Chats are saved in this browser only.'

const OwnModelButton = () => (
  <TextButton onPointerEnter={preloadDialogs} onFocus={preloadDialogs} onClick={() => openDialog('own-model')}>
    Use a real model
  </TextButton>
)

/** The words of an answer change nothing here. */
const MemoizedComposer = memo(Composer)
