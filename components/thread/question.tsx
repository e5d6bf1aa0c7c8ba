import { Pencil } from 'lucide-react'
import { type ReactNode, useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { composerId } from '@/components/composer/question-field'
import { BusyContext } from '@/components/context/busy'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/icon-button'
import { QuestionEditor } from './question-editor'

type Props = {
  text: string
  isEditing: boolean
  /** The question is to be edited in its place, or no longer. */
  onEditing(isEditing: boolean): void
  onSend(text: string): void
}

/** A long question shows this many lines at first. */
const foldedLines = 12

/** What the person asked, as they wrote it; a heading, so that a screen reader can go from question to question. */
export const Question = ({ text, isEditing, onEditing, onSend }: Props) => {
  const isBusy = useContext(BusyContext)
  const pencil = useRef<HTMLButtonElement>(null)
  /** Where the person came from, and goes back to when they leave the question as it was. */
  const cameFrom = useRef<'pencil' | 'composer'>('composer')
  const isBack = useRef(false)

  useEffect(() => {
    if (isEditing || !isBack.current) return
    isBack.current = false
    const composer = document.getElementById(composerId)
    const before = cameFrom.current === 'pencil' ? (pencil.current ?? composer) : composer
    cameFrom.current = 'composer'
    before?.focus()
  }, [isEditing])

  if (isEditing) {
    const cancel = () => {
      isBack.current = true
      onEditing(false)
    }
    const send = (edited: string) => {
      cameFrom.current = 'composer'
      onSend(edited)
    }
    return (
      <QuestionRow>
        <QuestionEditor text={text} onSend={send} onCancel={cancel} />
      </QuestionRow>
    )
  }
  const edit = () => {
    cameFrom.current = 'pencil'
    onEditing(true)
  }
  return (
    <QuestionRow>
      {!isBusy && (
        // It stands in room that the bubble leaves anyway, so it moves nothing when it comes.
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

/** Where a question stands: at the right. */
export const QuestionRow = ({ children }: { children: ReactNode }) => (
  <div className="group/question mb-4.5 flex items-end justify-end print:break-inside-avoid print:break-after-avoid">
    {children}
  </div>
)

/** A question as it is read: a long one can be unfolded. */
export const QuestionBubble = ({ text }: { text: string }) => {
  const id = useId()
  const body = useRef<HTMLHeadingElement>(null)
  const [isLong, setIsLong] = useState(false)
  const [open, setOpen] = useState(false)

  // Measured before paint, and only once: another text is another bubble.
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
        {text}
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
}
