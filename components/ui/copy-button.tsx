import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'

/** Copies `text`; its icon is a tick for a moment. `of` completes the name: "Copy result". */
export const CopyButton = ({ text, of }: { text: string; of: string }) => {
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      // The browser did not allow it; the text is there to be selected by hand, and no tick claims otherwise.
    }
  }

  const Icon = copied ? Check : Copy
  return (
    <button type="button" className="copy-button" aria-label={copied ? 'Copied' : `Copy ${of}`} onClick={copy}>
      <Icon size={12.5} aria-hidden="true" />
      Copy
    </button>
  )
}
