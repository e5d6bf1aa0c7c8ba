import { useEffect, useRef } from 'react'
import { CopyTextButton } from './copy-text-button'

/** Copies an address of ours as a whole one. A new one is also shown, and has the focus, so that it can be copied by hand. */
export const CopyLink = ({ url, isNew = false }: { url: string; isNew?: boolean }) => {
  const field = useRef<HTMLInputElement>(null)
  const whole = new URL(url, location.origin).href
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <span className="flex flex-wrap items-center gap-2 has-[input]:w-full">
      {isNew && (
        <input
          ref={field}
          readOnly
          value={whole}
          aria-label="Link"
          className="min-h-8 min-w-0 flex-1 text-ellipsis rounded-sm border border-control bg-bg px-2.5 font-mono text-sm tracking-mono coarse:min-h-10"
        />
      )}
      <CopyTextButton
        text={whole}
        label="Copy link"
        refusal={isNew ? 'Copying is blocked here. Select the text instead.' : 'Copying is blocked here.'}
      />
    </span>
  )
}
