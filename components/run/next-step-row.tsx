import { Sparkle } from 'lucide-react'

/** What comes after the calls under way, as far as anyone knows: the model decides. */
export const NextStepRow = ({ waitsFor }: { waitsFor: number }) => (
  <div className="step" data-slot="step" data-s="queued">
    <span className="node">
      <Sparkle size={13} aria-hidden="true" />
    </span>
    <div className="step-main">
      <div className="step-head">
        <span className="title">Decide the next step</span>
        <span className="meta">
          <span className="status" data-keep>
            Waits for {waitsFor} {waitsFor === 1 ? 'step' : 'steps'}
          </span>
          <span className="chevron-place" />
        </span>
      </div>
    </div>
  </div>
)
