import { memo, type ReactNode } from 'react'
import { Composer, type ComposerProps } from './composer'

/** The composer at its place, what stands above it, and the line under it. */
export const Dock = ({ notice, ...composer }: ComposerProps & { notice?: ReactNode }) => (
  <div className="dock">
    {notice}
    <StillComposer {...composer} />
    <p className="hint">
      {composer.running ? (
        <span key="running">
          <kbd>Esc</kbd> stops the run. Finished steps are kept.
        </span>
      ) : (
        <span key="idle">Answers can be wrong. Open a step to check the work.</span>
      )}
    </p>
  </div>
)

/** The words of an answer change nothing here. */
const StillComposer = memo(Composer)
