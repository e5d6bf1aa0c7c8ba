import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { measureMessage } from '@/components/composer/message-size'
import { isComposing, isSendKey } from '@/components/composer/send-key'
import { usePasteLimit } from '@/components/composer/use-paste-limit'
import { BusyContext, waitWords } from '@/components/context/busy'

type Props = { text: string; onSend(text: string): void; onCancel(): void }

/** A question in other words, in its own place. `Enter` sends it, `Esc` leaves it as it was. */
export const QuestionEditor = ({ text: before, onSend, onCancel }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const sizeId = useId()
  const isBusy = useContext(BusyContext)
  const [text, setText] = useState(before)
  const size = measureMessage(text)
  const words = usePasteLimit(field) ?? size.words ?? (isBusy ? waitWords : undefined)
  const canSend = text.trim() !== '' && size.fits && !isBusy

  useEffect(() => {
    const end = field.current?.value.length ?? 0
    field.current?.focus()
    field.current?.setSelectionRange(end, end)
  }, [])

  const send = () => {
    if (canSend) onSend(text.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !isComposing(event)) {
      event.preventDefault()
      onCancel()
    } else if (isSendKey(event)) {
      event.preventDefault()
      send()
    }
  }

  return (
    <form className="question-editor" aria-label="Edit question" onSubmit={(event) => event.preventDefault()}>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label="Question"
        aria-describedby={words === undefined ? undefined : sizeId}
        aria-invalid={!size.fits || undefined}
        enterKeyHint="enter"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="bar">
        {words !== undefined && (
          <p id={sizeId} className="size" data-over={!size.fits || undefined}>
            {words}
          </p>
        )}
        <button type="button" className="btn ghost" onClick={onCancel}>
          Cancel
        </button>
        <button type="button" className="btn pri" aria-disabled={!canSend || undefined} onClick={send}>
          Send
        </button>
      </div>
    </form>
  )
}
