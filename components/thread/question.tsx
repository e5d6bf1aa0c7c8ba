import { Pencil } from 'lucide-react'
import { type KeyboardEvent, memo, type ReactNode, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { LinkedText } from '@/components/answer/markdown/linked-text'
import {
  composerId,
  fieldBox,
  fieldText,
  isComposing,
  isSendKey,
  measureQuestion,
  usePasteLimit,
} from '@/components/composer/question-field'
import { BusyContext, waitWords } from '@/components/context/thread-context'
import { Button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { isBlank } from '@/lib/protocol/is-blank'

type Props = {
  text: string
  isEditing: boolean
  /** Starts or ends editing. */
  onEditing(isEditing: boolean): void
  onSend(text: string): void
}

/** How many lines of a long question are shown at first. */
const foldedLines = 12

/** What the person asked, and the way to edit it. It is a heading, so that a screen reader can go from question to question. */
export const Question = ({ text, isEditing, onEditing, onSend }: Props) => {
  const isBusy = useContext(BusyContext)
  const pencil = useRef<HTMLButtonElement>(null)
  /** Where the focus returns to when editing is cancelled. */
  const openedFrom = useRef<'pencil' | 'composer'>('composer')
  const isCancelled = useRef(false)

  useEffect(() => {
    if (isEditing || !isCancelled.current) return
    isCancelled.current = false
    const composer = document.getElementById(composerId)
    const opener = openedFrom.current === 'pencil' ? (pencil.current ?? composer) : composer
    openedFrom.current = 'composer'
    opener?.focus()
  }, [isEditing])

  if (isEditing) {
    const cancel = () => {
      isCancelled.current = true
      onEditing(false)
    }
    const send = (edited: string) => {
      openedFrom.current = 'composer'
      onSend(edited)
    }
    return (
      <QuestionRow>
        <QuestionEditor text={text} onSend={send} onCancel={cancel} />
      </QuestionRow>
    )
  }
  const edit = () => {
    openedFrom.current = 'pencil'
    onEditing(true)
  }
  return (
    <QuestionRow>
      {!isBusy && (
        // It is in room that the bubble leaves anyway, so nothing moves when it appears.
        <IconButton
          ref={pencil}
          label="Edit question"
          variant="quiet"
          className="hoverable:opacity-0 hoverable:transition-opacity hoverable:group-focus-within/question:opacity-100 hoverable:group-hover/question:opacity-100"
          onClick={edit}
        >
          <Pencil size={15} aria-hidden />
        </IconButton>
      )}
      <QuestionBubble key={text} text={text} />
    </QuestionRow>
  )
}

/** The row of a question, which is at the right. */
export const QuestionRow = ({ children }: { children: ReactNode }) => (
  <div className="group/question mb-4.5 flex items-end justify-end print:break-inside-avoid print:break-after-avoid">
    {children}
  </div>
)

/** The text of a question; a long one can be unfolded. */
export const QuestionBubble = memo(({ text }: { text: string }) => {
  const id = useId()
  const body = useRef<HTMLHeadingElement>(null)
  const [isLong, setIsLong] = useState(false)
  const [open, setOpen] = useState(false)

  // Measured before paint, and only once: each text has a bubble of its own.
  useLayoutEffect(() => {
    const element = body.current
    if (element && element.scrollHeight > element.clientHeight + 1) setIsLong(true)
  }, [])

  return (
    <div
      className={cn(
        'max-w-[min(86%,100%-40px)] rounded-[18px] rounded-br-xs bg-fill px-4 py-2.5 text-md leading-normal max-sm:max-w-[88%]',
        'forced-colors:border forced-colors:border-[CanvasText]',
      )}
    >
      <h2
        ref={body}
        id={id}
        dir="auto"
        style={open ? undefined : { maxHeight: `${foldedLines * 1.5}em` }}
        className={cn(
          'overflow-hidden text-pretty whitespace-pre-wrap wrap-anywhere print:max-h-none! print:mask-none',
          isLong && !open && 'mask-[linear-gradient(#000_calc(100%-3em),transparent)]',
        )}
      >
        <LinkedText text={text} />
      </h2>
      {isLong && (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          className="mt-1 min-h-6 font-medium text-ink-2 text-sm hover:text-ink coarse:min-h-10 print:hidden"
          onClick={() => setOpen(!open)}
        >
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </div>
  )
})

type EditorProps = { text: string; onSend(text: string): void; onCancel(): void }

/** Edits a question in its place. `Enter` sends it, `Esc` cancels. */
const QuestionEditor = ({ text: before, onSend, onCancel }: EditorProps) => {
  const field = useRef<HTMLTextAreaElement>(null)
  const sizeId = useId()
  const isBusy = useContext(BusyContext)
  const [text, setText] = useState(before)
  const size = measureQuestion(text)
  const hint = usePasteLimit(field) ?? size.message ?? (isBusy ? waitWords : undefined)
  const canSend = !isBlank(text) && size.fits && !isBusy

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
