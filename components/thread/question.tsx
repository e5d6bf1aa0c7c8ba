import { Pencil } from 'lucide-react'
import { useContext, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { composerId } from '@/components/composer/composer-id'
import { BusyContext } from '@/components/context/busy'
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
      <div className="question">
        <QuestionEditor text={text} onSend={send} onCancel={cancel} />
      </div>
    )
  }
  const edit = () => {
    cameFrom.current = 'pencil'
    onEditing(true)
  }
  return (
    <div className="question">
      {!isBusy && (
        <button ref={pencil} type="button" className="ib" aria-label="Edit question" onClick={edit}>
          <Pencil size={15} aria-hidden />
        </button>
      )}
      <Bubble key={text} text={text} />
    </div>
  )
}

/** A question as it is read: a long one can be unfolded. */
export const Bubble = ({ text }: { text: string }) => {
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
    <div className="bubble" data-long={isLong || undefined}>
      <h2
        ref={body}
        id={id}
        dir="auto"
        style={open ? undefined : { maxHeight: `${foldedLines * 1.5}em` }}
        data-folded={isLong && !open ? '' : undefined}
      >
        {text}
      </h2>
      {isLong && (
        <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </div>
  )
}
