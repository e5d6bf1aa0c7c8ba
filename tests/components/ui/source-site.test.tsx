// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { domainOf, Favicon } from '@/components/ui/source-site'
import { productName } from '@/lib/protocol/brand'

afterEach(cleanup)
const letterOf = (url: string) => render(<Favicon url={url} />).container.textContent

test.each([
  ['https://www.example.org/a', 'example.org', 'E'],
  ['https://en.wikipedia.org/wiki/X', 'en.wikipedia.org', 'W'],
  ['https://news.bbc.co.uk/', 'news.bbc.co.uk', 'B'],
  ['/knowledge/streams', `${productName} library`, productName.charAt(0)],
  ['nonsense', 'nonsense', 'N'],
])('%s is %s, by the letter %s', (url, domain, letter) => {
  expect(domainOf(url)).toBe(domain)
  expect(letterOf(url)).toBe(letter)
})

test('a tile says nothing to a screen reader and fetches nothing', () => {
  const { container } = render(<Favicon url="https://example.org" />)
  expect(container.querySelector('span')?.getAttribute('aria-hidden')).toBe('true')
  expect(container.querySelector('img')).toBeNull()
})
