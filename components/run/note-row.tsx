import { memo, useLayoutEffect, useRef, useState } from 'react'
import { cn } from '@/components/ui/cn'

const note = cn('block w-full py-2.5 pr-3 pl-11.75 text-left text-base text-ink-3 max-sm:pl-11.25')

/** What the model wrote before its calls: quiet text, two lines, more on press. */
export const NoteRow = memo(({ text }: { text: string }) => {
  const [open, setOpen] = useState(false)
  const [clipped, setClipped] = useState(false)
  const words = useRef<HTMLSpanElement>(null)

  // Watched, not measured once: a folded card has no height, and a phone can be turned.
  useLayoutEffect(() => {
    const element = words.current
    if (!element || open) return
    const observer = new ResizeObserver(() => setClipped(element.scrollHeight > element.clientHeight + 1))
    observer.observe(element)
    return () => observer.disconnect()
  }, [open])

  const content = (
    <span ref={words} className={cn('wrap-anywhere', open ? 'block whitespace-pre-wrap' : 'line-clamp-2')}>
      {text.trim()}
    </span>
  )
  return clipped || open ? (
    <button type="button" className={note} aria-expanded={open} onClick={() => setOpen(!open)}>
      {content}
    </button>
  ) : (
    <p className={note}>{content}</p>
  )
})
