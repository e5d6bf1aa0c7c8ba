import { expect, test } from 'vitest'

type Button = { toButton(address: string): string; toWebAddress(remote: string): string }
const { toButton, toWebAddress }: Button = await import(new URL('../../scripts/deploy-button.mjs', import.meta.url).href)

test.each([
  ['git@github.com:me/unfold.git', 'https://github.com/me/unfold'],
  ['https://github.com/me/unfold.git', 'https://github.com/me/unfold'],
  ['https://token@gitlab.com/group/sub/unfold', 'https://gitlab.com/group/sub/unfold'],
  ['ssh://git@bitbucket.org/me/unfold', 'https://bitbucket.org/me/unfold'],
])('the remote %s is %s', (remote, address) => expect(toWebAddress(remote)).toBe(address))

test.each(['', '/srv/git/unfold', 'file:///srv/unfold'])('a remote %j has no button', (remote) =>
  expect(() => toWebAddress(remote)).toThrow('not the address'),
)

test('the button copies that repository, asks for the secret, and brings a Postgres along', () => {
  const [, address = ''] =
    /\]\((https:\/\/vercel\.com\/new\/clone\?[^)]+)\)$/.exec(toButton('https://github.com/me/unfold')) ?? []
  const query = new URL(address).searchParams
  expect(query.get('repository-url')).toBe('https://github.com/me/unfold')
  expect(query.get('env')).toBe('VISITOR_SECRET,OPENAI_API_KEY')
  expect(JSON.parse(query.get('products') ?? '')).toMatchObject([{ productSlug: 'neon', protocol: 'storage' }])
})
