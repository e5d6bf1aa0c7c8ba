import { Check, Copy } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { useCopy } from '@/components/ui/copy-button'

type Props = {
  /** Undefined while it is not known yet: nothing can be copied then. */
  text: string | undefined
  label: string
  /** Said where the browser does not let a page copy. */
  refusal: string
}

/** Copies a text and says so for a moment. */
export const CopyTextButton = ({ text, label, refusal }: Props) => {
  const { state, copy } = useCopy()
  const isCopied = state === 'copied'
  return (
    <>
      <Button aria-disabled={text === undefined || undefined} onClick={() => text !== undefined && copy(text)}>
        {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
        {isCopied ? 'Copied' : label}
      </Button>
      <span role="status" className="text-ink-2 text-xs empty:hidden">
        {state === 'refused' && refusal}
      </span>
    </>
  )
}
