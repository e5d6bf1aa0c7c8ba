import { memo, type ReactNode } from 'react'
import { Composer, type ComposerProps } from './composer'

type Props = ComposerProps & {
  notice?: ReactNode /** False where chats are gone when the server ends. */
  keepsHistory: boolean
  isReplay?: boolean
}

/** The composer at its place, what stands above it, and the line under it. */
export const Dock = ({ notice, keepsHistory, isReplay, ...composer }: Props) => (
  <div className="dock">
    {notice}
    <StillComposer {...composer} />
    <p className="hint">
      {composer.running ? (
        <span key="running">
          <kbd>Esc</kbd> stops the run. Finished steps are kept.
        </span>
      ) : isReplay ? (
        <span key="replay">A replay of what was recorded. No tool is called.</span>
      ) : (
        <span key="idle">
          Answers can be wrong.{' '}
          {keepsHistory ? 'Open a step to check the work.' : 'This server keeps chats only until it restarts.'}
        </span>
      )}
    </p>
  </div>
)

/** The words of an answer change nothing here. */
const StillComposer = memo(Composer)
