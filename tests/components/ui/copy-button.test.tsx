// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { CopyButton } from '@/components/ui/copy-button'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** What the page gives the clipboard in the old way, by a field that is selected. */
const selected = () => {
  const copied: string[] = []
  document.execCommand = () => {
    const field = document.activeElement
    if (field instanceof HTMLTextAreaElement) copied.push(field.value)
    return field instanceof HTMLTextAreaElement
  }
  return copied
}
/** A page that came by plain http has none. */
const withoutClipboard = () => vi.stubGlobal('navigator', { ...navigator, clipboard: undefined })

test('a result is copied on plain http too, and the button says so', async () => {
  withoutClipboard()
  const copied = selected()
  render(<CopyButton text="20" of="result" />)
  screen.getByRole('button', { name: 'Copy result' }).focus()
  fireEvent.click(screen.getByRole('button', { name: 'Copy result' }))
  await screen.findByRole('button', { name: 'Copied' })
  expect(copied).toEqual(['20'])
  expect(screen.getByRole('button')).toBe(document.activeElement)
})

test('in a dialog the field is in the dialog, since nothing else can be selected', async () => {
  withoutClipboard()
  const places: (string | undefined)[] = []
  document.execCommand = () => {
    places.push(document.querySelector('textarea')?.parentElement?.tagName)
    return true
  }
  render(
    <dialog open>
      <CopyButton text="20" of="result" />
    </dialog>,
  )
  screen.getByRole('button', { name: 'Copy result' }).focus()
  fireEvent.click(screen.getByRole('button', { name: 'Copy result' }))
  await waitFor(() => expect(places).toEqual(['DIALOG']))
})

test('where the browser refuses, a sentence says what to do', async () => {
  withoutClipboard()
  document.execCommand = () => false
  render(<CopyButton text="20" of="result" />)
  fireEvent.click(screen.getByRole('button', { name: 'Copy result' }))
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Copying is blocked here. Select the text instead.'))
  expect(screen.queryByRole('button', { name: 'Copied' })).toBeNull()
})
