import { Clock, X } from 'lucide-react'
import type { QueuedMessage } from '@/lib/client/chat/chat-state'

type Props = { messages: QueuedMessage[]; until: 'finished' | 'online' | 'kept'; onTakeBack(message: QueuedMessage): void }

/** Messages that wait, each sent by itself and in this order. Taking one back puts its text into the composer again. */
export const Queue = ({ messages, until, onTakeBack }: Props) => (
  <ol className="queue" aria-label="Queued messages">
    {messages.map((message, index) => (
      <li key={message.id} className="queued">
        <Clock size={14} aria-hidden />
        <span className="what">
          <b>{toWords(index, until)}</b> <span>{message.text}</span>
        </span>
        <button type="button" className="ib" aria-label="Remove queued message" onClick={() => onTakeBack(message)}>
          <X size={14} aria-hidden />
        </button>
      </li>
    ))}
  </ol>
)

const toWords = (index: number, until: Props['until']): string => {
  if (index > 0) return 'Then'
  switch (until) {
    case 'online':
      return 'Will send when you are back'
    case 'kept':
      return 'Will send when it can be saved'
    case 'finished':
      return 'Will send when this finishes'
  }
}
