import { Check, Copy } from 'lucide-react'
import { Button } from './button'
import { useCopy } from './use-copy'

/** Copies `text`; its icon is a tick for a moment, and where the browser refuses, a sentence says so. `of` completes the name: "Copy result". */
export const CopyButton = ({ text, of }: { text: string; of: string }) => {
  const { state, copy } = useCopy()
  const isCopied = state === 'copied'
  const Icon = isCopied ? Check : Copy
  return (
    <>
      <span role="status">{state === 'refused' && 'Copying is blocked here. Select the text instead.'}</span>
      <Button variant="ghost" size="xs" aria-label={isCopied ? 'Copied' : `Copy ${of}`} onClick={() => copy(text)}>
        <Icon aria-hidden />
        Copy
      </Button>
    </>
  )
}
