'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'

/** Copies `text` and shows a tick for a moment, or a sentence where the browser refuses. `of` completes its name: "Copy result". */
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

type CopyState = 'idle' | 'copied' | 'refused'

/** Copies text. The state shows the outcome for 1.5 s, or for 6 s where copying was refused and there is a sentence to read. */
export const useCopy = (): { state: CopyState; copy(text: string, html?: string): void } => {
  const [state, setState] = useState<CopyState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), state === 'copied' ? 1_500 : 6_000)
    return () => clearTimeout(timer)
  }, [state])
  return {
    state,
    copy: (text, html) => void copyText(text, html).then((isCopied) => setState(isCopied ? 'copied' : 'refused')),
  }
}

/**
 * Copies text to the clipboard, and HTML beside it if given; the target of the paste chooses. Resolves to `false` where the
 * browser refuses both the Clipboard API and the fallback.
 */
export const copyText = async (text: string, html?: string): Promise<boolean> => {
  try {
    if (html !== undefined && typeof ClipboardItem === 'function') {
      await navigator.clipboard.write([
        new ClipboardItem({ 'text/plain': toBlob(text, 'text/plain'), 'text/html': toBlob(html, 'text/html') }),
      ])
    } else {
      await navigator.clipboard.writeText(text)
    }
    return true
  } catch {
    return copySelected(text, html) // no permission, or a page without https, where there is no `clipboard`
  }
}

const toBlob = (text: string, type: string): Blob => new Blob([text], { type })

/** The fallback: selects a hidden field and calls `execCommand('copy')`, then returns the focus. */
const copySelected = (text: string, html: string | undefined): boolean => {
  const field = document.createElement('textarea')
  const focused = document.activeElement
  const onCopy = (event: ClipboardEvent) => {
    if (html === undefined || !event.clipboardData) return
    event.clipboardData.setData('text/plain', text)
    event.clipboardData.setData('text/html', html)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  field.value = text
  field.readOnly = true
  field.style.cssText = 'position:fixed;top:0;opacity:0'
  // While a dialog is open, nothing outside of it can be selected.
  const place = focused?.closest('dialog') ?? document.body
  place.append(field)
  field.focus({ preventScroll: true })
  field.select()
  window.addEventListener('copy', onCopy, true)
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    window.removeEventListener('copy', onCopy, true)
    field.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}

type CopyTextProps = {
  /** Undefined while it is being loaded; then the button does nothing. */
  text: string | undefined
  label: string
  /** The sentence for browsers that refuse to copy. */
  refusal: string
}

/** A button with words of its own that copies a text and says "Copied" for a moment. */
export const CopyTextButton = ({ text, label, refusal }: CopyTextProps) => {
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
