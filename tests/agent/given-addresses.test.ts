import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressesIn, readGivenAddresses, toGiven, toPageKey } from '@/lib/agent/given-addresses'
import { SourceNumbers } from '@/lib/agent/source-numbers'

const text = `Read https://www.example.org/tea/ and coffee.example/Beans?kind=raw, please. Then “https://en.wikipedia.org/wiki/Tea_(drink)”,
[this](http://wiki.corp:8080/a) and Example.NET. 请读https://bücher.example/größe，再读milch.example/茶。 Mine is me@mail.example; version 3.5 of "e.g. that" costs 3.50.`
const given = toGiven(addressesIn(text))
const find = (address: string) => given.get(toPageKey(address) ?? '')

test.each([
  ['https://www.example.org/tea/', 'https://www.example.org/tea/'],
  ['http://example.org/tea', 'https://www.example.org/tea/'],
  ['HTTPS://EXAMPLE.ORG./tea#leaves', 'https://www.example.org/tea/'],
  ['https://coffee.example/Beans?kind=raw', 'https://coffee.example/Beans?kind=raw'],
  ['https://en.wikipedia.org/wiki/Tea_(drink)', 'https://en.wikipedia.org/wiki/Tea_(drink)'],
  ['http://wiki.corp:8080/a', 'http://wiki.corp:8080/a'],
  ['https://example.net/', 'https://Example.NET'],
  ['https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe', 'https://bücher.example/größe'],
  ['https://milch.example/茶', 'https://milch.example/茶'],
])('%s is opened as it was written: %s', (address, written) => {
  expect(find(address)).toBe(written)
})

test.each([
  'https://coffee.example/Beans?kind=xyzzy',
  'https://coffee.example/Beans?kind=raw&q=xyzzy',
  'https://coffee.example/beans?kind=raw',
  'https://example.org/tea?q=xyzzy',
  'https://example.org/tea;xyzzy',
  'https://example.org/tea/../xyzzy',
  'https://example.org/tea/%2e%2e/xyzzy',
  'https://example.org/tea#/xyzzy',
  'https://example.org/tea#!xyzzy',
  'https://xyzzy.example.org/tea',
  'https://xyzzy@example.org/tea',
  'https://user:xyzzy@example.org/tea',
  'https://example.org:8443/tea',
  'https://example.org\\@evil.example/tea',
  'https://example.org@evil.example/tea',
  'https://example.org.evil.example/tea',
  'https://example.or/tea',
  'https://example.org/te',
  'https://example.org',
  'https://e/',
  'https://tea/',
  'https://mail.example/',
  'https://3.5/',
  'https://3.0.0.5/',
  'https://',
  'javascript:alert(1)',
  'data:text/html,https://example.org/tea',
])('%s was not named', (address) => {
  expect(find(address)).toBeUndefined()
})

test('whatever is put at the end of a named address is not named', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (words) => {
      expect(find(`https://www.example.org/tea/?q=${encodeURIComponent(words)}`)).toBeUndefined()
      expect(find(`https://www.example.org/tea/x${encodeURIComponent(words)}`)).toBeUndefined()
    }),
  )
})

test('a page that a result has named is found however a model writes it, and opened as the result has it', () => {
  const sources = new SourceNumbers()
  const { sources: numbered } = sources.number({
    content: '[#1] Tea',
    sources: [{ url: 'https://www.example.org/tea/#leaves', title: 'Tea', passage: 'Leaves.' }],
  })
  expect(numbered[0]?.n).toBe(1)
  for (const address of ['https://example.org/tea', 'http://www.example.org/tea/#xyzzy'])
    expect(sources.find(address)).toBe('https://www.example.org/tea/')
  for (const address of ['https://example.org/tea?q=xyzzy', 'https://example.org/tea#/xyzzy', 'no address'])
    expect(sources.find(address)).toBeUndefined()
})

test('what a person has put into a call is named by them; what they attached is a file as well', () => {
  const options = { question: 'Look', history: [{ question: 'See a.example/b', answer: 'c.example', sources: 0 }] }
  const from = { runId: 'r', seq: 1, action: 'retry-call', args: '{"urls":["https://d.example/e"]}' } as never
  const read = readGivenAddresses({ ...options, from, images: ['data:image/png;base64,'] })
  expect([...(read?.values() ?? [])]).toEqual(['https://d.example/e', 'https://a.example/b'])
  expect(readGivenAddresses(options)).toBeUndefined()
})

test('a long text without an address is looked through in no time', () => {
  const started = performance.now()
  for (const part of ['a.', 'a-', 'https://', 'aaaa', '1.', 'http://a.b/(', 'é.', 'http://a.b/).', 'http://a.b/ '])
    addressesIn(part.repeat(16_000))
  addressesIn(`https://a.b/${')'.repeat(100_000)}`)
  expect(performance.now() - started).toBeLessThan(2000)
})
