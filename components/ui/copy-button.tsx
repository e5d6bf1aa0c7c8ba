'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'

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

type CopyState = 'idle' | 'copied' | 'refused'

/** Copies and says how it went, for 1.5 s; a refusal stays a little longer, as it has a sentence to read. */
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
 * To the clipboard, as text and, where there is one, as HTML, which the place it is pasted into chooses from; `false` where the
 * browser refuses both ways.
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

/** The old way: select a hidden field and ask the page to copy. Focus goes back to where it was. */
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
  /** Undefined while it is not known yet: nothing can be copied then. */
  text: string | undefined
  label: string
  /** Said where the browser does not let a page copy. */
  refusal: string
}

/** Copies a text and says so for a moment. */
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
