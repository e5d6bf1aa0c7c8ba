// @vitest-environment happy-dom
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Markdown } from '@/components/answer/markdown/markdown'
import { watchWork } from '@/tests/support/watch-work'
import { corpus } from './corpus'
import { heavy, hostile } from './hostile'

const htmlOf = (text: string): string => renderToStaticMarkup(<Markdown text={text} />)
const draw = (text: string): HTMLElement => {
  const host = document.createElement('div')
  host.innerHTML = htmlOf(text)
  return host
}
const FORBIDDEN =
  'script, img, iframe, style, object, embed, form, link, meta, base, video, audio, source, template, [style], [srcdoc], [src]'

describe('hostile Markdown', () => {
  test.each(hostile)('%j draws no script, picture or frame, and no address but https, http and mailto', (text) => {
    const host = draw(text)
    expect(host.querySelector(FORBIDDEN)).toBeNull()
    for (const element of host.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on/i)
        if (name === 'href') expect(value).toMatch(/^(https?:\/\/|mailto:)/)
      }
    }
  })

  test.each(heavy)('%s are drawn without overflowing, in reasonable time', (_name, text) => {
    const workedMs = watchWork()
    expect(draw(text).textContent?.length).toBeGreaterThanOrEqual(0)
    expect(workedMs()).toBeLessThan(5_000)
  })
})

describe('Markdown', () => {
  test('is drawn with its words in order, whatever it is made of', () => {
    const host = draw(corpus[2] ?? '')
    expect(host.querySelectorAll('ol > li').length).toBe(3)
    expect(host.querySelector('ol ul li a')?.getAttribute('href')).toBe('https://example.org/a_(b)')
    expect(host.querySelectorAll('li > input[type=checkbox]').length).toBe(2)
    expect(host.querySelector('del')?.textContent).toBe('old')
    expect(host.querySelector('blockquote ul li')?.textContent).toBe('and a list in it')
    expect(host.querySelector('hr')).not.toBeNull()
  })

  test('tables have column heads, alignment and a frame of their own', () => {
    const host = draw(corpus[1] ?? '')
    expect([...host.querySelectorAll('th')].map((cell) => [cell.scope, cell.dataset['align']])).toEqual([
      ['col', 'left'],
      ['col', 'right'],
      ['col', 'center'],
    ])
    expect(host.querySelectorAll('[role=group][aria-label=Table] tbody tr').length).toBe(3)
  })

  test('links open elsewhere and give nothing away', () => {
    const link = draw('[x](https://example.org/)').querySelector('a')
    expect(link?.target).toBe('_blank')
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  })

  test('a picture is a link to itself, by its description', () => {
    const link = draw('![A cat](https://example.org/cat.png)').querySelector('a')
    expect([link?.textContent, link?.getAttribute('href')]).toEqual(['A cat', 'https://example.org/cat.png'])
  })

  test('HTML is text, and Markdown inside it still is Markdown', () => {
    const host = draw('<div class="x">**bold**</div>')
    expect(host.querySelector('strong')?.textContent).toBe('bold')
    expect(host.textContent).toBe('<div class="x">bold</div>')
  })

  test('character references are their characters, outside of code', () => {
    expect(draw('a &amp; b &copy; &#x41; `&amp;` &unknown;').textContent).toBe('a & b © A &amp; &unknown;')
  })

  test('an own h1 becomes h2, as the page has one', () => {
    expect(
      [...draw('# a\n\n## b\n\n### c\n\n##### d').querySelectorAll('[data-slot=answer] > *')].map((one) => one.tagName),
    ).toEqual(['H2', 'H2', 'H3', 'H4'])
  })

  test('numbers in brackets stay text where there are no sources', () => {
    expect(draw('a [1] b').textContent).toBe('a [1] b')
  })

  test('money is not a formula', () => {
    expect(draw('from $5 to $10, $HOME/$USER, US$20 or $30.').querySelector('[data-slot=formula]')).toBeNull()
    expect(draw('$E = mc^2$ and \\(a\\)').querySelectorAll('[data-slot=formula]').length).toBe(2)
    expect(draw('$$\nx\n$$\n\n\\[ y \\]').querySelectorAll('[data-slot=formula][data-display]').length).toBe(2)
  })

  test('articles of our own may link to one another', () => {
    expect(draw('[next](/knowledge/streams) [no](/api/runs)').querySelectorAll('a').length).toBe(1)
  })
})
