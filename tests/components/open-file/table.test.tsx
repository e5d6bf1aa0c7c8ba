// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DocumentBody } from '@/components/open-file/document-body'
import type { StoredDocument } from '@/lib/protocol/document'
import type { ThreadId } from '@/lib/protocol/event'

let bytes: Uint8Array<ArrayBuffer> | undefined

beforeEach(() => {
  vi.stubGlobal('fetch', async () => (bytes ? new Response(bytes) : new Response(null, { status: 502 })))
  Element.prototype.scrollIntoView = vi.fn() as never
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const stored = {
  document: { id: 'tides', name: 'tides.csv', type: 'csv', size: 9, chars: 9, addedAt: 1, state: 'ready' },
  threadId: 'thread-1' as ThreadId,
  passages: [{ text: 'As the agent reads it', fromLine: 2, toLine: 3 }],
} as unknown as StoredDocument

const show = (file: string | Uint8Array<ArrayBuffer>, place?: string) => {
  bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  return render(<DocumentBody stored={stored} place={place} />)
}
const findTable = () => screen.findByRole('table')
const cellsOf = (row: HTMLElement | undefined) =>
  within(row as HTMLElement)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent)
const bodyRows = () => screen.getAllByRole('row').filter((row) => within(row).queryAllByRole('cell').length > 1)

describe('a file of comma-separated values', () => {
  test('is a table with the names of its columns and the line of each row, numbers to the right', async () => {
    show('day,metres,note\nMonday,"3,1","two\nlines"\nTuesday,−4,\n')
    await findTable()
    const names = screen.getAllByRole('columnheader')
    expect(names.map(({ textContent }) => textContent)).toEqual(['Line', 'day', 'metres', 'note'])
    expect(bodyRows().map(cellsOf)).toEqual([
      ['2', 'Monday', '3,1', 'two\nlines'],
      ['4', 'Tuesday', '−4', ''],
    ])
    const sides = names.map(({ className }) => /text-(right|start|end)/.exec(className)?.[1])
    expect(sides).toEqual(['end', 'start', 'right', 'start'])
    expect(screen.getByText('2 rows')).toBeTruthy()
  })

  test('without names has letters for its columns, as spreadsheets have', async () => {
    show('1;2\n3;4\n')
    await findTable()
    expect(screen.getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['Line', 'A', 'B'])
    expect(bodyRows().map(cellsOf)).toEqual([
      ['1', '1', '2'],
      ['2', '3', '4'],
    ])
  })

  test('in Windows’ encoding, or from right to left, is read as it was meant', async () => {
    show(
      Uint8Array.from(
        [...'name;town\nJos']
          .map((letter) => letter.charCodeAt(0))
          .concat(0xe9, ...[...';K'].map((letter) => letter.charCodeAt(0)), 0xf6, 0x6c, 0x6e, 10),
      ),
    )
    await findTable()
    expect(bodyRows().map(cellsOf)).toEqual([['2', 'José', 'Köln']])
    cleanup()
    show('اليوم,الارتفاع\nالإثنين,٣\n')
    expect((await findTable()).getAttribute('dir')).toBe('rtl')
  })

  test('of ten thousand rows draws those in sight, and those that are scrolled to', async () => {
    show(`id,word\n${Array.from({ length: 10_000 }, (_, row) => `${row},word${row}`).join('\n')}`)
    const table = await findTable()
    expect(table.getAttribute('aria-rowcount')).toBe('10001')
    expect(bodyRows().length).toBeLessThan(100)
    const scroller = screen.getByRole('region', { name: 'tides.csv' })
    scroller.scrollTop = 5000 * 32
    fireEvent.scroll(scroller)
    expect(screen.getByText('word5000').closest('tr')?.getAttribute('aria-rowindex')).toBe('5002')
    expect(bodyRows().length).toBeLessThan(100)
    expect(screen.queryByText('word0')).toBeNull()
  })

  test('is opened at the lines that are cited, which are marked', async () => {
    const scrolledTo = vi.spyOn(Element.prototype, 'scrollTo')
    show(`id,word\n${Array.from({ length: 50 }, (_, row) => `${row},word${row}`).join('\n')}`, 'lines=31-32')
    await findTable()
    expect(screen.getAllByRole('mark').map(({ textContent }) => textContent)).toEqual(['31', '32'])
    expect(scrolledTo).toHaveBeenLastCalledWith({ top: 27 * 32 })
  })

  test('is its text too, at the press of a button', async () => {
    show('day,metres\nMonday,3\n', 'lines=2')
    await findTable()
    await userEvent.click(screen.getByRole('button', { name: 'Show as text' }))
    expect(screen.queryByRole('table')).toBeNull()
    expect(screen.getByRole('mark').textContent).toBe('As the agent reads it')
    await userEvent.click(screen.getByRole('button', { name: 'Show as table' }))
    expect(await findTable()).toBeTruthy()
  })

  test.each([
    ['quotes that are never closed', 'day,note\nMonday,"high\nTuesday,low\n'],
    ['a single column', 'day\nMonday\nTuesday\n'],
    ['more columns than a table can have', `${'a,'.repeat(300)}\n${'b,'.repeat(300)}\n`],
    ['of more lines than a page can scroll through', '1,2\n'.repeat(200_001)],
  ])('that is no table falls back to its text: %s', async (_why, file) => {
    show(file, 'lines=2')
    expect((await screen.findByRole('mark')).textContent).toBe('As the agent reads it')
    expect(screen.queryByRole('table')).toBeNull()
    expect(screen.queryByRole('button', { name: 'Show as table' })).toBeNull()
  })

  test('that takes long to come is its text until then', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => undefined))
    render(<DocumentBody stored={stored} />)
    expect(await screen.findByText('As the agent reads it', {}, { timeout: 5000 })).toBeTruthy()
  })

  test('of Chinese has the whole of a cell that is cut as its title', async () => {
    const long = '长'.repeat(30)
    show(`甲,乙\n${long},丙\n`)
    await findTable()
    expect(screen.getByTitle(long)).toBeTruthy()
    expect(screen.queryByTitle('丙')).toBeNull()
  })

  test('that cannot be fetched is shown as the text that came', async () => {
    bytes = undefined
    render(<DocumentBody stored={stored} />)
    expect(await screen.findByText('As the agent reads it')).toBeTruthy()
  })
})
