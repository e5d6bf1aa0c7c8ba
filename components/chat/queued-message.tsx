import { Clock, X } from 'lucide-react'

type Props = { text: string; until: 'finished' | 'online'; onTakeBack(): void }

/** A message that waits. Taking it back puts its text into the composer again. */
export const QueuedMessage = ({ text, until, onTakeBack }: Props) => (
  <div className="queued">
    <Clock size={14} aria-hidden />
    <span className="what">
      <b>{until === 'online' ? 'Will send when you are back' : 'Will send when this finishes'}</b> <span>{text}</span>
    </span>
    <button type="button" className="ib" aria-label="Remove queued message" onClick={onTakeBack}>
      <X size={14} aria-hidden />
    </button>
  </div>
)
