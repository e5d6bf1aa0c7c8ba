// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Dialog } from '@/components/ui/dialog'

afterEach(cleanup)

const open = () => {
  const onClose = vi.fn()
  render(
    <Dialog label="Settings" onClose={onClose}>
      {() => <p>Words to select</p>}
    </Dialog>,
  )
  return { onClose, dialog: screen.getByRole('dialog'), words: screen.getByText('Words to select') }
}

test('stays open when a selection is dragged out of it', () => {
  const { onClose, dialog, words } = open()
  fireEvent.mouseDown(words)
  fireEvent.mouseUp(dialog)
  fireEvent.click(dialog) // What a browser makes of the two: a click on what holds both.
  expect(onClose).not.toHaveBeenCalled()
})

test('closes by a press beside it', () => {
  const { onClose, dialog } = open()
  fireEvent.mouseDown(dialog)
  fireEvent.mouseUp(dialog)
  fireEvent.click(dialog)
  expect(onClose).toHaveBeenCalledOnce()
})
