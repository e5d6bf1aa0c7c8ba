// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { TableFrame } from '@/components/answer/markdown/table-frame'

const { animate } = Element.prototype
afterEach(() => {
  Element.prototype.animate = animate
  cleanup()
  vi.restoreAllMocks()
})

test('when it is whole every cell is measured before the first one moves, so that it is laid out once', () => {
  const done: ('measured' | 'moved')[] = []
  const table = (isGrowing: boolean) => (
    <TableFrame isGrowing={isGrowing}>
      <tbody>
        {['first', 'second'].map((row) => (
          <tr key={row}>
            <td>{row}</td>
            <td>row</td>
          </tr>
        ))}
      </tbody>
    </TableFrame>
  )
  const { container, rerender } = render(table(true))
  const frame = container.querySelector('[data-slot=table]')
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(() => {
    const isWhole = frame?.hasAttribute('data-growing') === false
    if (isWhole) done.push('measured')
    return new DOMRect(isWhole ? 60 : 100, isWhole ? 20 : 40, 50, 20)
  })
  Element.prototype.animate = vi.fn(() => {
    done.push('moved')
    return {} as Animation
  })
  rerender(table(false))
  expect(done).toEqual([...Array(6).fill('measured'), ...Array(6).fill('moved')])
})
