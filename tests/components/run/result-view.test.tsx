// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BigResult, ResultView, resultCards } from '@/components/run/result-view'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  resultCards.delete('dice')
  cleanup()
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('a big result can still be read from its address long after the press, and not for ever', () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL').mockImplementation(() => undefined)
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:result')
  render(<BigResult text={`[${'1,'.repeat(200_000)}1]`} name="numbers" />)
  fireEvent.click(screen.getByRole('button', { name: 'Download' }))
  vi.advanceTimersByTime(30_000) // A slow browser, busy with other things.
  expect(revoked).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(revoked).toHaveBeenCalledExactlyOnceWith('blob:result')
})

test('a tool with a card of its own has its result drawn by it, and any other by its shape', () => {
  resultCards.set('dice', ({ result }) => <b>{`Rolled ${result.content}`}</b>)
  const result = { content: '3, 4', durationMs: 1 } as const
  render(<ResultView name="dice" result={result} />)
  expect(screen.getByText('Rolled 3, 4')).toBeTruthy()
  cleanup()
  render(<ResultView name="constructor" result={result} />)
  expect(screen.getByText('3, 4')).toBeTruthy()
})

const copied: Record<string, Blob>[] = []
class FakeClipboardItem {
  constructor(parts: Record<string, Blob>) {
    copied.push(parts)
  }
}

test('a table of results is copied and saved with all its rows and digits, under the title of the page', async () => {
  vi.useRealTimers()
  const rows = Array.from({ length: 7 }, (_, i) => `{"city":"C${i}","people":1234567890123456789${i},"note":"=SUM(A1)"}`)
  vi.stubGlobal('ClipboardItem', FakeClipboardItem)
  vi.stubGlobal('navigator', { clipboard: { write: async () => undefined } })
  const save = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:table')
  let name = ''
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    name = this.download
  })
  render(
    <>
      <h1>Cities & people</h1>
      <ResultView name="cities" result={{ content: `[${rows.join(',')}]`, durationMs: 1 }} />
    </>,
  )
  expect(screen.getAllByRole('row')).toHaveLength(6)
  fireEvent.click(screen.getByRole('button', { name: 'Download table as CSV' }))
  expect(name).toBe('cities-people.csv')
  const [file] = save.mock.calls[0] ?? []
  const csv = await (file as Blob).text()
  expect(csv).toContain("C6,12345678901234567896,'=SUM(A1)\r\n")
  fireEvent.click(screen.getByRole('button', { name: 'Copy table' }))
  expect((await copied[0]?.['text/plain']?.text())?.split('\n')).toHaveLength(8)
  expect(await copied[0]?.['text/html']?.text()).toContain("<td>'=SUM(A1)</td>")
})
