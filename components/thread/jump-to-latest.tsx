import { ArrowDown } from 'lucide-react'

/**
 * The way back to the end, once it is far. It stands in what scrolls and stays at its lower edge, so that the wheel and a
 * finger scroll over it as well.
 */
export const JumpToLatest = ({ isNew, onJump }: { isNew: boolean; onJump(): void }) => (
  <div className="sticky bottom-0 z-2 h-0">
    <button type="button" className="jump" onClick={onJump}>
      <ArrowDown size={14} aria-hidden />
      {isNew ? 'New answer' : 'Latest'}
    </button>
  </div>
)
