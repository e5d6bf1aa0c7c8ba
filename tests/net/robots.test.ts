import { describe, expect, test } from 'vitest'
import { Robots } from '@/lib/net/robots'

const allows = (text: string, path: string): Promise<boolean> =>
  new Robots('Unfold/0.1 (+https://unfold.example)').allows(new URL(path, 'https://page.example'), async () => ({
    status: 200,
    text,
  }))

const everybody = (rules: string): string => `User-agent: *\n${rules}`

describe('a robots.txt', () => {
  test.each<[string, string, string, boolean]>([
    ['a rule', everybody('Disallow: /no'), '/no/1', false],
    ['a rule of another folder', everybody('Disallow: /no'), '/yes', true],
    ['a pattern', everybody('Disallow: /*/edit$'), '/tea/edit', false],
    ['a pattern that ends otherwise', everybody('Disallow: /*/edit$'), '/tea/edit/1', true],
    ['signs that mean the same as one', everybody('Disallow: /****/edit'), '/tea/edit', false],
    ['the longer rule', everybody('Disallow: /\nAllow: /tea'), '/tea', true],
    ['a group of several', 'User-agent: other\nUser-agent: UNFOLD/2\nDisallow: /', '/', false],
    ['a group of others', 'User-agent: *\nDisallow: /no\n\nUser-agent: other\nDisallow: /', '/', true],
    ['our group rather than that of all', 'User-agent: *\nDisallow: /\n\nUser-agent: unfold\nCrawl-delay: 1', '/', true],
    ['a comment', everybody('Disallow: / # all of it\r\n#Allow: /\rAllow: /tea'), '/coffee', false],
    ['rules beside long ones', everybody(`Disallow: /${'a'.repeat(3000)}\nDisallow: /no`), '/no', false],
    ['the beginning of very many', everybody(`Disallow: /no\n${'Disallow: /x\n'.repeat(20_000)}`), '/no', false],
    ['large files of patterns', everybody(`${'Disallow: /*/some-longer-words?*\n'.repeat(2000)}Disallow: /no`), '/yes', true],
  ])('is kept to: %s', async (_title, text, path, isAllowed) => expect(await allows(text, path)).toBe(isAllowed))

  const bytes = 512 * 1024
  const fill = (line: string): string => everybody(line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes)
  const long = `/${'a'.repeat(1950)}`
  test.each<[string, string, string]>([
    ['one pattern of nothing but *', everybody(`Disallow: /${'*'.repeat(bytes)}`), `/${'a'.repeat(15_000)}`],
    ['one pattern of *a*a', everybody(`Disallow: /${'*a'.repeat(bytes / 2)}`), long],
    ['lines of *a*a', fill(`Disallow: /${'*a'.repeat(900)}b\n`), long],
    ['lines of one * and many letters', fill(`Disallow: /*${'a'.repeat(1800)}b\n`), long],
    ['just as much as is compared', everybody(`Disallow: /*${'a'.repeat(996)}b\n`.repeat(4)), long],
    ['signs that grow when they are encoded', fill(`Disallow: /*${'é'.repeat(900)}\n`), `/${'é'.repeat(300)}`],
    ['many names before many rules', fill(`${'User-agent: *\n'.repeat(18_000)}${'Disallow: /x\n'.repeat(20_000)}`), long],
    ['empty lines', fill('\n'), long],
    ['spaces', fill(' '), long],
    ['colons', fill('a:\n'), long],
  ])('takes no time in which others wait: %s', async (_title, text, path) => {
    // What was compiled once counts, as in a server.
    await allows(text, path)
    const times: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const begin = process.cpuUsage()
      await allows(text, path)
      const { user, system } = process.cpuUsage(begin)
      times.push((user + system) / 1000)
    }
    expect(Math.min(...times)).toBeLessThan(50)
  })

  test('that would take too long to compare lets no program in', async () => {
    const text = everybody(`Allow: /*${'a'.repeat(1800)}\n`.repeat(200))
    expect(await allows(text, long)).toBe(false)
    expect(await allows(text, '/tea')).toBe(true)
  })
})
