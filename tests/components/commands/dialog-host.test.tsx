// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { DialogHost } from '@/components/commands/dialog-host'

afterEach(cleanup)

const nothing = () => undefined

test('the command menu that is asked for again while it closes opens again', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ threads: [] }))
  const offer = { models: [], defaultModelId: 'demo', canBringOwn: false }
  render(<DialogHost offer={offer} modelId="demo" suggestsFollowUps={false} onModel={nothing} onOffer={nothing} />)
  const press = () => fireEvent.keyDown(document.body, { key: 'k', code: 'KeyK', ctrlKey: true })
  press()
  const first = await screen.findByRole('dialog', { name: 'Command menu' })
  // A browser closes the element at once, and reports it in a later task.
  first.removeAttribute('open')
  press()
  await act(async () => void first.dispatchEvent(new Event('close')))
  const second = screen.getByRole('dialog', { name: 'Command menu' })
  expect(second.hasAttribute('open')).toBe(true)
  await act(async () => void second.dispatchEvent(new Event('close')))
  expect(screen.queryByRole('dialog')).toBeNull()
  vi.unstubAllGlobals()
})
