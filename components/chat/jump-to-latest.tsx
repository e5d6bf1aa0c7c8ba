import { ArrowDown } from 'lucide-react'

/** The way back to the end, once it is far. */
export const JumpToLatest = ({ isNew, onJump }: { isNew: boolean; onJump(): void }) => (
  <button type="button" className="jump" onClick={onJump}>
    <ArrowDown size={14} aria-hidden />
    {isNew ? 'New answer' : 'Latest'}
  </button>
)
