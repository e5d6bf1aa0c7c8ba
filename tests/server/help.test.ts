import { expect, test } from 'vitest'
import { readProxyHelp } from '@/lib/server/help'

test('what the docs say about proxies comes without its heading', async () => {
  const help = await readProxyHelp()
  expect(help).toContain('proxy_buffering off;')
  expect(help).not.toMatch(/^# /m)
})
