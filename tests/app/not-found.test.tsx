// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import UnknownFilePage from '@/app/documents/[documentId]/not-found'
import UnknownSharePage from '@/app/share/[shareId]/not-found'

afterEach(cleanup)

test.each([
  ['a file', UnknownFilePage, 'This file does not exist or was removed.', 'New chat'],
  ['a link', UnknownSharePage, 'This link does not exist or is no longer shared.', 'Ask your own question'],
])('%s that is gone is called that, with a way on', (_what, Page, words, way) => {
  render(<Page />)
  expect(screen.getByRole('heading', { name: words })).toBeTruthy()
  expect(screen.getByRole('link', { name: way }).getAttribute('href')).toBe('/')
})
