import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { fieldBox, fieldText, isComposing, isSendKey, measureQuestion, usePasteLimit } from '@/components/composer/question-field'
import { BusyContext, waitWords } from '@/components/context/busy'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'

type Props = { text: string; onSend(text: string): void; onCancel(): void }

/** A question in other words, in its own place. `Enter` sends it, `Esc` leaves it as it was. */
export const QuestionEditor = ({ text: before, onSend, onCancel }: Props) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const sizeId = useId()
  const isBusy = useContext(BusyContext)
  const [text, setText] = useState(before)
  const size = measureQuestion(text)
  const hint = usePasteLimit(field) ?? size.message ?? (isBusy ? waitWords : undefined)
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
    <form
      aria-label="Edit question"
      className={cn(fieldBox, 'w-[86%] rounded-[18px] rounded-br-xs pt-2.25 pr-2.5 pb-2.5 pl-3.75')}
      onSubmit={(event) => event.preventDefault()}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        aria-label="Question"
        aria-describedby={hint === undefined ? undefined : sizeId}
        aria-invalid={!size.fits || undefined}
        enterKeyHint="enter"
        className={cn(fieldText, 'max-h-[18em] min-h-[1.5em]')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-1">
        {hint !== undefined && (
          <p id={sizeId} className={cn('min-w-[12em] flex-1 text-xs', size.fits ? 'text-ink-3' : 'text-danger')}>
            {hint}
          </p>
        )}
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button variant="primary" aria-disabled={!canSend || undefined} onClick={send}>
          Send
        </Button>
      </div>
    </form>
  )
}
