import { useId, useLayoutEffect, useRef, useState } from 'react'

/** A long question shows this many lines at first. */
const foldedLines = 12

/** What the person asked, as they wrote it; a heading, so that a screen reader can go from question to question. */
export const Question = ({ text }: { text: string }) => {
  const id = useId()
  const body = useRef<HTMLHeadingElement>(null)
  const [isLong, setIsLong] = useState(false)
  const [open, setOpen] = useState(false)

  // Measured before paint, and only once: a question does not change.
  useLayoutEffect(() => {
    const element = body.current
    if (element && element.scrollHeight > element.clientHeight + 1) setIsLong(true)
  }, [])

  return (
    <div className="question">
      <div className="bubble" data-long={isLong || undefined}>
        <h2
          ref={body}
          id={id}
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
    </div>
  )
}
