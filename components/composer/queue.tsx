import { Clock, X } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'
import type { QueuedMessage } from '@/lib/client/chat/chat-state'

type Props = { messages: QueuedMessage[]; until: 'finished' | 'online' | 'kept'; onTakeBack(message: QueuedMessage): void }

/** Messages that wait, each sent by itself and in this order. Taking one back puts its text into the composer again. */
export const Queue = ({ messages, until, onTakeBack }: Props) => (
  <ol aria-label="Queued messages" className="-mt-1 mb-2.5 -ml-1.5 grid max-h-[40dvh] gap-0.5 overflow-y-auto">
    {messages.map((message, index) => (
      <li
        key={message.id}
        className="flex min-w-0 items-center gap-2 rounded-md bg-sunken py-0.5 pr-0.5 pl-2.5 text-ink-3 text-sm"
      >
        <Clock size={14} aria-hidden />
        <span className="min-w-0 flex-1 truncate">
          <b className="mr-1.5 font-medium text-ink-2">{toWords(index, until)}</b> <span>{message.text}</span>
        </span>
        <IconButton label="Remove queued message" onClick={() => onTakeBack(message)}>
          <X size={14} aria-hidden />
        </IconButton>
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
