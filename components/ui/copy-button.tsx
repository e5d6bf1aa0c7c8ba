import { Check, Copy } from 'lucide-react'
import { useCopy } from './use-copy'

/** Copies `text`; its icon is a tick for a moment, and where the browser refuses, a sentence says so. `of` completes the name: "Copy result". */
export const CopyButton = ({ text, of }: { text: string; of: string }) => {
  const { state, copy } = useCopy()
  const Icon = state === 'copied' ? Check : Copy
  return (
    <>
      <button
        type="button"
        className="copy-button"
        aria-label={state === 'copied' ? 'Copied' : `Copy ${of}`}
        onClick={() => copy(text)}
      >
        <Icon size={12.5} aria-hidden="true" />
        Copy
      </button>
      <span role="status">{state === 'refused' && 'Copying is blocked here. Select the text instead.'}</span>
    </>
  )
}
