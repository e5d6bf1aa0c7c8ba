// @vitest-environment happy-dom
import { cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { composerId } from '@/components/composer/question-field'
import { BusyContext } from '@/components/context/thread-context'
import { Question } from '@/components/thread/question'

afterEach(cleanup)

type Shown = { text?: string; busy?: boolean; editing?: boolean; onSend?: (text: string) => void }

/** The question and, below it, the composer, as in the chat. */
const Page = ({ text = 'What is 1 + 1?', busy = false, editing: atFirst = false, onSend }: Shown) => {
  const [editing, setEditing] = useState(atFirst)
  const send = (edited: string) => {
    setEditing(false)
    onSend?.(edited)
  }
  return (
    <BusyContext value={busy}>
      <Question text={text} isEditing={editing} onEditing={setEditing} onSend={send} />
      <textarea id={composerId} aria-label="Message" />
    </BusyContext>
  )
}
const show = (shown: Shown = {}) => {
  const onSend = vi.fn()
  const view = render(<Page {...shown} onSend={onSend} />)
  return { onSend, rerender: (next: Shown) => view.rerender(<Page {...shown} {...next} onSend={onSend} />) }
}
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Question' })
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }))

describe('editing a question', () => {
  test('begins with its words, the caret at their end, and sends others', async () => {
    const { onSend } = show()
    await press('Edit question')
    expect(document.activeElement).toBe(field())
    expect(field().selectionStart).toBe('What is 1 + 1?'.length)
    await userEvent.type(field(), '{Backspace} and 2?')
    await press('Send')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('What is 1 + 1 and 2?')
  })

  test('Enter sends, Shift+Enter makes a line', async () => {
    const { onSend } = show({ editing: true })
    await userEvent.type(field(), '{Shift>}{Enter}{/Shift}Please.')
    expect(onSend).not.toHaveBeenCalled()
    await userEvent.type(field(), '{Enter}')
    expect(onSend).toHaveBeenCalledExactlyOnceWith('What is 1 + 1?\nPlease.')
  })

  test('Esc leaves it as it was, and goes back to the pencil', async () => {
    const { onSend } = show()
    await press('Edit question')
    await userEvent.type(field(), ' And 2?{Escape}')
    expect(onSend).not.toHaveBeenCalled()
    expect(screen.getByRole('heading', { name: 'What is 1 + 1?' })).toBeDefined()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Edit question' }))
  })

  test('begun from the composer goes back there', async () => {
    show({ editing: true })
    await press('Cancel')
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }))
  })

  test('a key that belongs to an input method neither sends nor cancels', () => {
    const { onSend } = show({ editing: true })
    for (const key of ['Enter', 'Escape']) {
      for (const composing of [{ isComposing: true }, { keyCode: 229 }]) {
        const event = createEvent.keyDown(field(), { key, ...composing })
        fireEvent(field(), event)
        expect(event.defaultPrevented).toBe(false)
      }
    }
    expect(onSend).not.toHaveBeenCalled()
    expect(field()).toBeDefined()
  })

  test('nothing, or more than 32 KiB, cannot be sent', async () => {
    const { onSend } = show({ editing: true })
    await userEvent.clear(field())
    await press('Send')
    fireEvent.change(field(), { target: { value: 'é'.repeat(17 * 1024) } })
    expect(field().getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByText('This message is too long (34.0 KB). The limit is 32 KB.')).toBeDefined()
    await press('Send')
    expect(onSend).not.toHaveBeenCalled()
  })

  test('cannot begin while a run goes; what is being edited waits, and says so', async () => {
    const { onSend, rerender } = show({ editing: true, busy: true })
    expect(screen.getByText('Wait until this run has finished.')).toBeDefined()
    await userEvent.type(field(), '{Enter}')
    expect(onSend).not.toHaveBeenCalled()
    rerender({ busy: false })
    await userEvent.type(field(), '{Enter}')
    expect(onSend).toHaveBeenCalledOnce()
    rerender({ busy: true })
    expect(screen.queryByRole('button', { name: 'Edit question' })).toBeNull()
  })
})
