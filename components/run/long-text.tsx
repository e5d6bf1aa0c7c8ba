import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Output } from './step-part'

/** Text of any length: the first 112 px with a fade, the rest on request. */
export const LongText = ({ text }: { text: string }) => {
  const [all, setAll] = useState(false)
  const isCut = !all && (text.length > maxChars || text.split('\n', maxLines + 1).length > maxLines)
  return (
    <div className="relative">
      <Output className={cn(isCut && fade)}>{isCut ? text.slice(0, maxChars * 4) : text}</Output>
      {isCut && (
        <Button variant="link" size="xs" className="absolute bottom-0.75 left-2 z-raised" onClick={() => setAll(true)}>
          Show all
        </Button>
      )}
    </div>
  )
}

/** Where the system's colours hold, a fade would be the words themselves, under the button. */
const fade = cn(
  'max-h-28 after:absolute after:inset-x-0 after:bottom-0 after:h-13',
  'after:bg-[linear-gradient(transparent,var(--color-sunken)_72%)]',
  'forced-colors:after:h-8.5 forced-colors:after:bg-[Canvas] forced-colors:after:bg-none',
)

/** About what 112 px hold. Counted, not measured, since a folded box has no height. */
const maxChars = 380
const maxLines = 5
