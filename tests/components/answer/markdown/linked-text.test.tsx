// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test } from 'vitest'
import { LinkedText, splitAddresses } from '@/components/answer/markdown/linked-text'

afterEach(cleanup)

const show = (text: string) => render(<p data-testid="text">{<LinkedText text={text} />}</p>)
const shown = () => screen.getByTestId('text').textContent
const links = () => screen.queryAllByRole<HTMLAnchorElement>('link').map((link) => [link.textContent, link.getAttribute('href')])

describe('addresses in what a person wrote', () => {
  test.each([
    ['Read https://example.com/a and say', [['https://example.com/a', 'https://example.com/a']]],
    ['See www.example.com, please.', [['www.example.com', 'http://www.example.com/']]],
    [
      '(https://en.wikipedia.org/wiki/Rust_(fungus)).',
      [['https://en.wikipedia.org/wiki/Rust_(fungus)', 'https://en.wikipedia.org/wiki/Rust_(fungus)']],
    ],
    ['What is “https://example.com/?q=1&amp=2”?', [['https://example.com/?q=1&amp=2', 'https://example.com/?q=1&amp=2']]],
    ['https://example.com/docs（日本語）をご覧ください。', [['https://example.com/docs', 'https://example.com/docs']]],
    ['ما هذا https://example.com/ملف؟ شكرا', [['https://example.com/ملف', 'https://example.com/%D9%85%D9%84%D9%81']]],
    [
      'http://a.example/1\nhttp://b.example/2',
      [
        ['http://a.example/1', 'http://a.example/1'],
        ['http://b.example/2', 'http://b.example/2'],
      ],
    ],
  ])('are links, and the rest is as it was: %s', (text, expected) => {
    show(text)
    expect(shown()).toBe(text)
    expect(links()).toEqual(expected)
    for (const link of screen.getAllByRole('link')) {
      expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow')
      expect(link.getAttribute('target')).toBe('_blank')
    }
  })

  test.each([
    'javascript:alert(1)',
    'ftp://example.com/a',
    'data:text/html,<b>x</b>',
    'xhttps://example.com',
    'http://',
    'someone@www.example.com',
    '<img src=x onerror=alert(1)>',
    '**bold** and [a](https-nothing)',
  ])('that are unsafe, or none, stay text: %s', (text) => {
    show(text)
    expect(shown()).toBe(text)
    expect(links()).toEqual([])
  })

  test('a long one is cut on screen only: who copies it, or listens, has it whole', () => {
    const address = `https://example.com/${'long-'.repeat(60)}end.html`
    show(`Read ${address} now`)
    expect(shown()).toBe(`Read ${address} now`)
    const [link] = screen.getAllByRole('link')
    expect(link?.firstChild?.textContent).toHaveLength(40)
    expect(link?.lastChild?.textContent).toBe('ng-long-end.html')
  })

  test('a text of nothing but signs is split at once', () => {
    const hostile = `https://example.com/${')'.repeat(30_000)}`
    const before = performance.now()
    expect(splitAddresses(hostile)[0]?.text).toBe('https://example.com/')
    expect(
      splitAddresses('http://'.repeat(4_000))
        .map(({ text }) => text)
        .join(''),
    ).toBe('http://'.repeat(4_000))
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})
