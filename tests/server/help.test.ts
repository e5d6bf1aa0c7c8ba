import { expect, test } from 'vitest'
import { readProxyHelp, toSection } from '@/lib/server/help'

test('the README has its section on proxies', async () => {
  const help = await readProxyHelp()
  expect(help).toContain('proxy_buffering off;')
  expect(help).not.toMatch(/^##? /m)
})

test('a section ends where the next one begins, or with the file; one that is missing is a bug', () => {
  const text = '# A\n\n## One\n\nfirst\n\n### Part\n\nof it\n\n## Two\r\n\r\nsecond\n'
  expect(toSection(text, 'One')).toBe('first\n\n### Part\n\nof it')
  expect(toSection(text, 'Two')).toBe('second')
  expect(() => toSection(text, 'Three')).toThrow('Three')
})
