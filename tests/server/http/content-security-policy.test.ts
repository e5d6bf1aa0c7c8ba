import { expect, test } from 'vitest'
import { contentSecurityPolicy } from '@/lib/server/http/content-security-policy'

test('a page runs scripts with the nonce only, and loads nothing from elsewhere', () => {
  const policy = contentSecurityPolicy('abc', { development: false })
  expect(policy).toContain("script-src 'nonce-abc' 'strict-dynamic';")
  for (const rule of [
    "default-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]) {
    expect(policy.split('; ')).toContain(rule)
  }
  expect(policy).not.toContain('unsafe-eval')
})
