import { Check, Copy } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useCopy } from '@/components/ui/use-copy'

/** Copies an address of ours as a whole one. A new one is also shown, and has the focus, so that it can be copied by hand. */
export const CopyLink = ({ url, isNew = false }: { url: string; isNew?: boolean }) => {
  const { state, copy } = useCopy()
  const field = useRef<HTMLInputElement>(null)
  const whole = new URL(url, location.origin).href
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <span className="copy-link" data-new={isNew || undefined}>
      {isNew && <input ref={field} readOnly value={whole} aria-label="Link" />}
      <button type="button" className="btn" onClick={() => copy(whole)}>
        {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
        {state === 'copied' ? 'Copied' : 'Copy link'}
      </button>
      <span role="status" className="copy-said">
        {state === 'refused' && (isNew ? 'Copying is blocked here. Select the text instead.' : 'Copying is blocked here.')}
      </span>
    </span>
  )
}
